/** The issuer's pages: who signs in, and signing out. Plain HTML that works without script and on a small phone. */
import type { DemoUser } from './demo-user.ts';
import type { PageWords } from './page-words.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6b7c; --ground: #f3f5f7; --card: #fff; --line: #dde3e9; --mark: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --ink: #edf1f5; --soft: #9fb0c0; --ground: #12181f; --card: #1b232c; --line: #2d3843; --mark: #6db3f8; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(26rem, 100%); }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .25rem; }
p { margin: 0 0 1.25rem; color: var(--soft); }
form { display: grid; gap: .75rem; }
button { display: grid; gap: .125rem; width: 100%; min-height: 4rem; padding: .75rem 1rem; text-align: left; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--mark); outline: 2px solid var(--mark); outline-offset: 1px; }
button b { font-size: 1.0625rem; } button span { color: var(--soft); font-size: .9375rem; }
small { display: block; margin-top: 1.25rem; color: var(--soft); }`;

export function renderSignInPage(users: readonly DemoUser[], action: string, words: PageWords): string {
  const choices = users.map(
    ({ name, fullName, role, about }) =>
      `<button name="user" value="${escapeHtml(name)}"><b>${escapeHtml(fullName)}</b><span>${escapeHtml(words[role])} · <span lang="en">${escapeHtml(about)}</span></span></button>`,
  );
  return renderPage(words.signIn, words, {
    heading: words.who,
    body: `<p>${words.choose}</p>
<form method="post" action="${escapeHtml(action)}">${choices.join('')}</form>
<small>${words.deployed}</small>`,
  });
}

/** `form` is the provider's own hidden form, with the id \`op.logoutForm\`. */
export function renderSignOutPage(form: string, words: PageWords): string {
  return renderPage(words.signOut, words, {
    heading: words.reallySignOut,
    body: `<p>${words.stays}</p>${form}
<form><button form="op.logoutForm" name="logout" value="yes"><b>${words.signOut}</b></button></form>`,
  });
}

export function renderSignedOutPage(words: PageWords): string {
  return renderPage(words.signedOut, words, { heading: words.signedOut, body: `<p>${words.close}</p>` });
}

/** @param detail what went wrong, where it is known more exactly */
export function renderProblemPage(words: PageWords, heading: string, detail: string): string {
  return renderPage(heading, words, { heading: escapeHtml(heading), body: `<p>${escapeHtml(detail)}</p>` });
}

interface PageParts {
  /** Both are HTML. */
  readonly heading: string;
  readonly body: string;
}

function renderPage(title: string, { language }: PageWords, { heading, body }: PageParts): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · Edgeshot</title><style>${STYLE}</style></head><body><main><h1>${heading}</h1>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
