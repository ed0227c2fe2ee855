/** Above the photos of an album: how they are seen, and what can be done with many of them. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyView } from '../context.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { findJob } from '../state/app-state.ts';
import { isNarrowed, NO_LOOK } from './album-look.ts';
import { shownTilesOf } from './shown-tiles.ts';

export function albumBar(view: LazyView, jobId: string): TemplateResult {
  const { words, actions, isLookOpen = false, albumLook = NO_LOOK, chosen, parts } = view;
  const { say } = words;
  return html`<div class="album-bar">
      <button type="button" class="chip" aria-expanded=${isLookOpen} @click=${() => actions.openLook(!isLookOpen)}>${lazyIcon('search')}${say('album.look')}</button>
      <button type="button" class="chip" data-choose aria-pressed=${chosen !== undefined} @click=${() => actions.setChosen(chosen ? undefined : { jobId, ids: new Set(), last: null })}>${lazyIcon('check')}${say('album.choose')}</button>
      ${hasPairs(view, jobId) ? html`<button type="button" class="chip" @click=${() => actions.showDialog({ kind: 'compare', jobId, ids: null })}>${lazyIcon('compare')}${say('album.compare')}</button>` : nothing}
      <button type="button" class="chip" @click=${() => actions.showDialog({ kind: 'take-out', jobId, ids: null })}>${lazyIcon('share')}${say('album.take-out')}</button>
    </div>
    ${isLookOpen ? parts.albumTools()?.lookPanel(jobId, view) : nothing}
    ${isNarrowed(albumLook) ? foundPhotos(view, jobId) : nothing}`;
}

function hasPairs(view: LazyView, jobId: string): boolean {
  const { stages } = findJob(view, jobId) ?? {};
  return Boolean(stages?.before && stages.after);
}

/** How many were found among those that were looked at. */
function foundPhotos(view: LazyView, jobId: string): TemplateResult {
  const { words, actions, albums, isLookingFurther } = view;
  const { say } = words;
  const next = albums[jobId]?.next;
  const found = shownTilesOf(view, jobId).tiles.length;
  const seen = albums[jobId]?.items?.length ?? 0;
  const total = next ? Math.max(seen + 1, findJob(view, jobId)?.photo_count ?? 0) : seen;
  const all = () => actions.lookAtAlbum(jobId, { stage: null, person: null, state: null });
  return html`<div class="album-found">
    <p role="status">${say(next ? 'album.found.of' : 'album.found', { n: found, seen, total })} ${isLookingFurther ? say('album.looking') : nothing}</p>
    ${next && !isLookingFurther ? html`<button type="button" class="button" @click=${() => actions.lookFurther(jobId)}>${say('album.further')}</button>` : nothing}
    <button type="button" class="button" @click=${all}>${say('album.all')}</button>
  </div>`;
}
