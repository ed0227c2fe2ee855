/** The album of a job: what is still missing, and every picture, those of this phone first. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Stage } from '../../../edge/api.ts';
import { formatList } from '../../i18n/format.ts';
import type { LazyActions } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { blank, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import type { AppState } from '../state/app-state.ts';
import { countStages, findMissingStages, type Tile, toTiles } from './album-tiles.ts';
import { tile } from './tile.ts';

export function stageCountsOf(state: AppState, jobId: string): Readonly<Record<Stage, number>> {
  return countStages(tilesOf(state, jobId));
}

export function albumOf(state: AppState, jobId: string, mayAdd: boolean, actions: LazyActions): TemplateResult {
  const tiles = tilesOf(state, jobId);
  if (tiles.length === 0) return html`${dispatcherLinks(state, jobId)} ${emptyAlbum(state, jobId, mayAdd, actions)}`;
  const { words, previews } = state;
  const { say } = words;
  const listing = state.albums[jobId];
  const failed = listing?.problem ?? null;
  const context = { words, previews, actions };
  return html`${dispatcherLinks(state, jobId)} ${mayAdd ? missingHint(tiles, state) : nothing}
    ${failed ? html`<p class="hint" role="status">${say(failed === 'unavailable' ? 'load.stale' : `problem.${failed}`)}</p>` : nothing}
    <ul class="grid" aria-label=${say('job.album')}>
      ${repeat(
        tiles,
        (item) => item.id,
        (item) => tile(item, jobId, context),
      )}
    </ul>
    ${listing?.next ? html`<button type="button" class="button more" @click=${() => actions.morePhotos(jobId)}>${say('job.more')}</button>` : nothing}`;
}

function emptyAlbum(state: AppState, jobId: string, mayAdd: boolean, actions: LazyActions): TemplateResult {
  const { say } = state.words;
  const listing = state.albums[jobId];
  const failed = listing?.problem ?? null;
  if (failed && failed !== 'unavailable') {
    const action = { label: say('app.retry'), run: actions.reload };
    return blank({ icon: icon('alert'), title: say('load.failed'), hint: say(`problem.${failed}`), action });
  }
  if (!listing?.items && !failed) return skeleton('tile', 9, say('load.busy'));
  return blank({
    icon: icon('camera'),
    title: say('job.empty'),
    hint: say(mayAdd ? 'job.empty.hint' : 'job.empty.view'),
  });
}

function missingHint(tiles: readonly Tile[], { words }: AppState): TemplateResult | typeof nothing {
  const missing = findMissingStages(countStages(tiles));
  if (missing.length === 0) return nothing;
  const stages = formatList(
    missing.map((stage) => words.say(`stage.${stage}`)),
    words.language,
  );
  return html`<p class="missing">${lazyIcon('info')}<span>${words.say('job.missing', { stages })}</span></p>`;
}

/** Pages about a job for who may do what they need; for a crew there is none. */
const DISPATCHER_PAGES = [
  { right: 'audit', page: 'history', name: 'history' },
  { right: 'delete', page: 'deleted', name: 'trash' },
] as const;

function dispatcherLinks({ jobs, words }: AppState, jobId: string): TemplateResult | typeof nothing {
  const can = jobs.items?.find((job) => job.job_id === jobId)?.can ?? [];
  const pages = DISPATCHER_PAGES.filter(({ right }) => can.includes(right));
  if (pages.length === 0) return nothing;
  return html`<p class="dispatcher-links">
    ${pages.map(({ page, name }) => html`<a class="chip" href=${formatRoute({ page, jobId })}>${lazyIcon(name)}${words.say(`${page}.title`)}</a>`)}
  </p>`;
}

function tilesOf({ outbox, albums, seenPhotos }: AppState, jobId: string): readonly Tile[] {
  const entries = outbox.entries.filter((entry) => entry.jobId === jobId);
  return toTiles({ entries, photos: albums[jobId]?.items ?? [], seen: seenPhotos });
}
