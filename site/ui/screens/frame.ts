/** The frame of every page: bar, panes, what is said aloud, and the room for what is loaded lazily. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Actions, LazyParts } from '../context.ts';
import { formatRoute, type PageRoute } from '../navigation/page-route.ts';
import { blank } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { type AppState, isLiveShown } from '../state/app-state.ts';
import { jobPane } from './job.ts';
import { jobsPane } from './jobs.ts';
import { signInScreen } from './sign-in.ts';

export function frame(state: AppState, actions: Actions, lazy: LazyParts | null, nowMs: number): TemplateResult {
  const { words, session, route } = state;
  const hasBar = session.state !== 'signed-out' || route.page === 'problems';
  return html`<a class="skip" href="#main">${words.say('app.skip')}</a>
    ${hasBar ? bar(state, actions) : nothing} ${page(state, actions, lazy, nowMs)}
    <div class="visually-hidden" role="status" aria-live="polite">${state.announcement}</div>
    ${lazy?.overlays(state)}`;
}

function page(state: AppState, actions: Actions, lazy: LazyParts | null, nowMs: number): TemplateResult {
  const { route, session, words } = state;
  if (route.page === 'problems') {
    const busy = html`<p class="hint pad" role="status">${words.say('load.busy')}</p>`;
    return html`<main id="main" class="article" tabindex="-1">${lazy ? lazy.problemsPage(state) : busy}</main>`;
  }
  if (session.state === 'signed-out' || session.busy) return signInScreen(state, actions);
  return html`<main id="main" class="panes" data-page=${route.page} tabindex="-1">
    ${jobsPane(state, actions, lazy)} ${detail(state, actions, lazy, nowMs)}
  </main>`;
}

function detail(state: AppState, actions: Actions, lazy: LazyParts | null, nowMs: number): TemplateResult {
  const { route, words } = state;
  if (route.page === 'job') return jobPane(state, route.jobId, actions, lazy);
  if (lazy && ('jobId' in route || isLiveShown(state))) return lazy.dispatcherPane(state, nowMs);
  return html`<div class="pane pane-detail pane-empty">
    ${blank({ icon: icon('camera'), title: words.say('jobs.choose'), hint: words.say('jobs.choose.hint') })}
  </div>`;
}

function bar({ words, route, session }: AppState, actions: Actions): TemplateResult {
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
