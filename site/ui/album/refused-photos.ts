/** In a job that does not take this phone's photos: what becomes of them, and the way to another job for all of them. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LazyView } from '../context.ts';
import { listMovable, listOtherJobs } from '../listings/held-jobs.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';

export function refusedPhotos(view: LazyView, jobId: string): TemplateResult | typeof nothing {
  const ids = listMovable(view, jobId).map(({ id }) => id);
  if (ids.length === 0) return nothing;
  const { words, actions } = view;
  const canMove = listOtherJobs(view, jobId).length > 0;
  return html`<div class="warning calm refused">
    ${lazyIcon('info')}
    <div>
      <p>${words.say('job.refused', { n: ids.length })}</p>
      ${canMove ? html`<button type="button" class="button" @click=${() => actions.showDialog({ kind: 'move', ids })}>${words.say('job.refused.move', { n: ids.length })}</button>` : nothing}
    </div>
  </div>`;
}
