/** A job's drawer: what is missing, the album with what waits on this phone, and the dock with the two big buttons. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Job, Stage } from '../../../edge/api.ts';
import type { Actions } from '../actions.ts';
import { countStages, findMissingStages, type Tile, toTiles } from '../model/album-tiles.ts';
import { formatList } from '../model/format.ts';
import { blank, skeleton } from '../parts/blank.ts';
import { captureDock } from '../parts/capture-dock.ts';
import { icon } from '../parts/icon.ts';
import { tile } from '../parts/tile.ts';
import { storageWarning, waitingBar } from '../parts/waiting-bar.ts';
import type { AppState } from '../state.ts';

export function jobPane(state: AppState, jobId: string, actions: Actions): TemplateResult {
  const { words, jobs, albums, outbox, delivered } = state;
  const job = jobs.items?.find((candidate) => candidate.job_id === jobId);
  const entries = [...outbox.entries, ...state.leaving].filter((entry) => entry.jobId === jobId);
  const tiles = toTiles({ entries, photos: albums[jobId]?.items ?? [], delivered });
  const counts = countStages(tiles);
  const mayAdd = job ? job.status === 'open' && job.can.includes('upload') : jobs.items === null;
  return html`<section
    class="pane pane-detail job"
    aria-labelledby="job-heading"
    @dragover=${mayAdd ? allowDrop : nothing}
    @drop=${mayAdd ? (event: DragEvent) => dropFiles(event, jobId, actions) : nothing}
  >
    ${jobHead(job, jobId, state, actions)}
    <div class="job-body">
      ${waitingBar(state, actions)} ${storageWarning(state)} ${mayAdd ? missingHint(counts, state) : nothing}
      ${job?.status === 'closed' ? html`<p class="warning calm">${icon('info')}<span>${words.say('job.closed')}</span></p>` : nothing}
      ${album(state, jobId, tiles, mayAdd, actions)}
    </div>
    ${mayAdd ? captureDock(state, jobId, counts, actions) : nothing}
  </section>`;
}

function jobHead(job: Job | undefined, jobId: string, { words, jobs }: AppState, actions: Actions): TemplateResult {
  const unknown = jobs.items !== null && !job ? words.say('job.unknown') : '';
  return html`<div class="pane-head job-head">
    <a
      class="button button-icon job-back"
      href="/"
      aria-label=${words.say('app.back')}
      @click=${(event: Event) => {
        event.preventDefault();
        actions.go({ page: 'jobs' });
      }}
      >${icon('back')}</a
    >
    <div class="job-names">
      <h1 id="job-heading" tabindex="-1">${job?.title ?? jobId}</h1>
      <p class="hint">${job?.address ?? unknown}</p>
    </div>
  </div>`;
}

function missingHint(counts: Readonly<Record<Stage, number>>, { words }: AppState): TemplateResult | typeof nothing {
  const missing = findMissingStages(counts);
  if (missing.length === 0) return nothing;
  const stages = formatList(
    missing.map((stage) => words.say(`stage.${stage}`)),
    words.language,
  );
  return html`<p class="missing">${icon('info')}<span>${words.say('job.missing', { stages })}</span></p>`;
}

function album(
  state: AppState,
  jobId: string,
  tiles: readonly Tile[],
  mayAdd: boolean,
  actions: Actions,
): TemplateResult {
  const { words, previews } = state;
  const { say } = words;
  const listing = state.albums[jobId];
  const failed = listing?.problem ?? null;
  if (tiles.length === 0) {
    if (failed && failed !== 'unavailable') {
      const action = { label: say('app.retry'), run: actions.reload };
      return blank({ icon: 'alert', title: say('load.failed'), hint: say(`problem.${failed}`), action });
    }
    if (!listing?.items && !failed) return skeleton('tile', 9, say('load.busy'));
    return blank({ icon: 'camera', title: say('job.empty'), hint: say(mayAdd ? 'job.empty.hint' : 'job.empty.view') });
  }
  const context = { words, jobId, previews, actions };
  return html`${failed ? html`<p class="hint" role="status">${say(failed === 'unavailable' ? 'load.stale' : `problem.${failed}`)}</p>` : nothing}
    <ul class="grid" aria-label=${say('job.album')}>
      ${repeat(
        tiles,
        (item) => item.id,
        (item) => tile(item, context),
      )}
    </ul>
    ${listing?.next ? html`<button type="button" class="button more" @click=${() => actions.morePhotos(jobId)}>${say('job.more')}</button>` : nothing}`;
}

function allowDrop(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
}

function dropFiles(event: DragEvent, jobId: string, actions: Actions): void {
  const files = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith('image/'));
  if (files.length === 0) return;
  event.preventDefault();
  actions.capture(jobId, files);
}
