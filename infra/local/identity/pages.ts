/** The issuer's pages: who signs in, and signing out. Plain HTML that works without script and on a small phone. */
import type { DemoUser } from './demo-user.ts';

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

export function renderSignInPage(users: readonly DemoUser[], action: string): string {
  const choices = users.map(
    ({ name, fullName, role, about }) =>
      `<button name="user" value="${escapeHtml(name)}"><b>${escapeHtml(fullName)}</b><span>${escapeHtml(role)} · ${escapeHtml(about)}</span></button>`,
  );
  return renderPage(
    'Sign in',
    `<h1>Who is at work?</h1><p>This is the sign-in of a local run: choose a person, no password.</p>
<form method="post" action="${escapeHtml(action)}">${choices.join('')}</form>
<small>Deployed, your own issuer or a Cognito user pool stands here.</small>`,
  );
}

/** `form` is the provider's own hidden form, with the id \`op.logoutForm\`. */
export function renderSignOutPage(form: string): string {
  return renderPage(
    'Sign out',
    `<h1>Sign out?</h1><p>Photos that are saved on this phone stay on it.</p>${form}
<form><button form="op.logoutForm" name="logout" value="yes"><b>Sign out</b></button></form>`,
  );
}

export function renderSignedOutPage(): string {
  return renderPage('Signed out', '<h1>Signed out</h1><p>You can close this page.</p>');
}

export function renderProblemPage(title: string, detail: string): string {
  return renderPage(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p>`);
}

function renderPage(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · Edgeshot</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
