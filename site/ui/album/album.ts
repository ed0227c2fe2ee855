/** The album of a job: which stages have no picture yet, and every picture, those of this phone first. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Stage } from '../../../edge/api.ts';
import { formatList } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import type { LazyView } from '../context.ts';
import { blank, loadFailed, skeleton } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { type AppState, findJob } from '../state/app-state.ts';
import { albumBar } from './album-bar.ts';
import { countStages, findMissingStages, type Tile } from './album-tiles.ts';
import { describeEmpty } from './describe-empty.ts';
import { jobInfo } from './job-info.ts';
import { refusedPhotos } from './refused-photos.ts';
import { shownTilesOf } from './shown-tiles.ts';
import { countOnPhones, tellOnPhones } from './still-on-phones.ts';
import { tileGrid } from './tile-grid.ts';
import { tilesOf } from './tiles-of.ts';

export function stageCountsOf(state: AppState, jobId: string): Readonly<Record<Stage, number>> {
  return countStages(tilesOf(state, jobId));
}

export function albumOf(view: LazyView, jobId: string, mayAdd: boolean): TemplateResult {
  const tiles = tilesOf(view, jobId);
  // In one template: what has the focus above the album keeps it when the first photo comes.
  return html`${jobInfo(view, jobId, countStages(tiles))} ${tiles.length === 0 ? emptyAlbum(view, jobId, mayAdd) : fullAlbum(tiles, { view, jobId, mayAdd })}`;
}

interface AlbumPlace {
  readonly view: LazyView;
  readonly jobId: string;
  readonly mayAdd: boolean;
}

function fullAlbum(tiles: readonly Tile[], { view, jobId, mayAdd }: AlbumPlace): TemplateResult {
  const { words, albums, actions } = view;
  const { say } = words;
  const listing = albums[jobId];
  const failed = listing?.problem ?? null;
  return html`${refusedPhotos(view, jobId)} ${mayAdd ? missingHint(tiles, words) : nothing}
    ${failed ? html`<p class="hint" role="status">${say(failed === 'unavailable' ? 'load.stale' : `problem.${failed}`)}</p>` : nothing}
    ${onPhones(view, jobId)} ${albumBar(view, jobId)} ${tileGrid(shownTilesOf(view, jobId), jobId, view)}
    ${listing?.next ? html`<button type="button" class="button more" @click=${() => actions.morePhotos(jobId)}>${say('job.more')}</button>` : nothing}
    ${view.chosen ? view.parts.albumTools()?.chosenBar(jobId, view) : nothing}`;
}

function onPhones({ albums, words, session, nowMs }: LazyView, jobId: string): TemplateResult[] {
  const phones = countOnPhones(albums[jobId]?.items ?? [], session.user?.subject ?? null, nowMs);
  return tellOnPhones(phones, words).map((text) => html`<p class="hint">${text}</p>`);
}

function emptyAlbum(view: LazyView, jobId: string, mayAdd: boolean): TemplateResult {
  const { words, albums, actions } = view;
  const { say } = words;
  const listing = albums[jobId];
  const failed = listing?.problem ?? null;
  if (failed && failed !== 'unavailable') return loadFailed(failed, words, actions.reload);
  if (!listing?.items && !failed) return skeleton('tile', 9, say('load.busy'));
  const { title, hint } = describeEmpty(findJob(view, jobId), { isSeen: Boolean(listing?.items), mayAdd });
  return blank({ icon: icon('camera'), title: say(title), ...(hint && { hint: say(hint) }) });
}

function missingHint(tiles: readonly Tile[], words: Words): TemplateResult | typeof nothing {
  const missing = findMissingStages(countStages(tiles));
  if (missing.length === 0) return nothing;
  const stages = formatList(
    missing.map((stage) => words.say(`stage.${stage}`)),
    words.language,
  );
  return html`<p class="missing">${lazyIcon('info')}<span>${words.say('job.missing', { stages })}</span></p>`;
}
