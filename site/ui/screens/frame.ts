/** The frame of every page: bar, list and detail, the live region, and the overlays of the lazy parts. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { View } from '../context.ts';
import { formatRoute, type PageRoute } from '../navigation/page-route.ts';
import { blank } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { isLiveShown } from '../state/app-state.ts';
import { jobPane } from './job.ts';
import { jobsPane } from './jobs.ts';
import { signInScreen } from './sign-in.ts';

export function frame(view: View): TemplateResult {
  const { words, session, route, announcement, lazy } = view;
  const hasBar = session.state !== 'signed-out' || route.page === 'problems';
  return html`<a class="skip" href="#main">${words.say('app.skip')}</a>
    ${hasBar ? bar(view) : nothing} ${page(view)}
    <div class="visually-hidden" role="status" aria-live="polite">${announcement}</div>
    ${lazy?.overlays(view)}`;
}

function page(view: View): TemplateResult {
  const { route, session, words, lazy } = view;
  if (route.page === 'problems') {
    const busy = html`<p class="hint pad" role="status">${words.say('load.busy')}</p>`;
    return html`<main id="main" class="article" tabindex="-1">${lazy ? lazy.problemsPage(view) : busy}</main>`;
  }
  if (session.state === 'signed-out' || session.busy) return signInScreen(view);
  return html`<main id="main" class="panes" data-page=${route.page} tabindex="-1">
    ${jobsPane(view)} ${detail(view)}
  </main>`;
}

function detail(view: View): TemplateResult {
  const { route, words, lazy } = view;
  if (route.page === 'job') return jobPane(view, route.jobId);
  if (lazy && ('jobId' in route || isLiveShown(view))) return lazy.dispatcherPane(view);
  return html`<div class="pane pane-detail pane-empty">
    ${blank({ icon: icon('camera'), title: words.say('jobs.choose'), hint: words.say('jobs.choose.hint') })}
  </div>`;
}

function bar({ words, route, session, actions }: View): TemplateResult {
  const { say } = words;
  const isDispatcher = session.user?.roles.includes('dispatcher') ?? false;
  return html`<header class="bar">
    <a class="brand" href="/"><span class="mark" aria-hidden="true"></span><span class="brand-name">Edgeshot</span></a>
    ${
      isDispatcher
        ? html`<nav class="tabs">
            ${tab({ page: 'jobs' }, route, say('jobs.title'))} ${tab({ page: 'live' }, route, say('jobs.live'))}
          </nav>`
        : nothing
    }
    ${
      session.state === 'signed-out'
        ? nothing
        : html`<button type="button" class="button button-icon bar-account" aria-label=${say('app.account')} @click=${() => actions.showDialog({ kind: 'account' })}>
            ${icon('account')}
          </button>`
    }
  </header>`;
}

function tab(to: PageRoute, route: PageRoute, label: string): TemplateResult {
  const isHere = to.page === route.page || (to.page === 'jobs' && 'jobId' in route);
  return html`<a class="tab" href=${formatRoute(to)} aria-current=${isHere ? 'page' : nothing}>${label}</a>`;
}
