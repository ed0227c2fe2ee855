/** Below the photos while some are being chosen: how many, what can be done with them, and what becomes of it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatTimestamp } from '../../i18n/format.ts';
import type { Tile } from '../album/album-tiles.ts';
import { isChoosable, listChosen } from '../album/chosen-photos.ts';
import { shownTilesOf } from '../album/shown-tiles.ts';
import type { LazyView } from '../context.ts';
import { describePhoto, toShownTime } from '../parts/describe-photo.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { findJob } from '../state/app-state.ts';
import type { ChosenAction } from './chosen-actions.ts';
import type { Worker, WorkProgress } from './work-through.ts';

/** So many failures are named; the rest are counted. */
const MOST_NAMED = 20;

export interface ChosenBar {
  readonly actions: readonly ChosenAction[];
  readonly worker: Worker<Tile>;
}

export function chosenBar(jobId: string, view: LazyView, { actions, worker }: ChosenBar): TemplateResult {
  const { words } = view;
  const { say } = words;
  const tiles = listChosen(view, jobId);
  const progress = worker.progress();
  const can = findJob(view, jobId)?.can ?? [];
  const busy = progress?.isRunning ?? false;
  const all = shownTilesOf(view, jobId).tiles.filter(isChoosable);
  const chooseAll = () =>
    view.actions.setChosen({ jobId, ids: new Set(all.map(({ id }) => id)), last: all.at(-1)?.id ?? null });
  const offered = actions.filter(({ suits }) => all.some((tile) => suits(tile, can)));
  const listSuited = ({ suits, exactly }: ChosenAction) => {
    const suited = tiles.filter((tile) => suits(tile, can));
    return busy || (exactly !== undefined && suited.length !== exactly) ? [] : suited;
  };
  const run = (action: ChosenAction) => {
    const suited = listSuited(action);
    if (suited.length > 0) action.run(suited, jobId);
  };
  return html`<section class="chosen-bar" aria-label=${say('tools.chosen')}>
    <div class="chosen-count">
      <p role="status">${tiles.length === 0 ? say('tools.none') : say('tools.count', { n: tiles.length })}</p>
      <button type="button" class="button" @click=${chooseAll}>${say('tools.all', { n: all.length })}</button>
      <button type="button" class="button" @click=${() => view.actions.setChosen(undefined)}>${say('tools.end')}</button>
    </div>
    ${progress ? workOf(progress, worker, view) : nothing}
    <div class="chosen-actions">
      ${offered.map((action) => html`<button type="button" class="chosen-action" aria-disabled=${listSuited(action).length === 0} @click=${() => run(action)}>${lazyIcon(action.icon)}<span>${say(action.name)}</span></button>`)}
    </div>
  </section>`;
}

function workOf({ name, total, count, isRunning, failures }: WorkProgress<Tile>, worker: Worker<Tile>, view: LazyView) {
  const { words } = view;
  const { say } = words;
  if (isRunning) {
    return html`<div class="chosen-work">
      <label><span role="status">${say(name as 'tools.doing.edit', { n: count, total })}</span><progress .value=${count} max=${total}></progress></label>
      <button type="button" class="button" @click=${worker.stop}>${say('tools.stop')}</button>
    </div>`;
  }
  const rest = failures.length - MOST_NAMED;
  return html`<div class="chosen-failures">
    <p role="alert">${say('tools.failed', { n: failures.length, total })}</p>
    <ul>
      ${failures.slice(0, MOST_NAMED).map(({ item, code }) => html`<li><b>${describeTile(item, view)}</b> ${words.say(`problem.${code}`)}</li>`)}
      ${rest > 0 ? html`<li>${say('tools.failed.more', { n: rest })}</li>` : nothing}
    </ul>
    <button type="button" class="button button-primary" @click=${worker.again}>${words.say('app.retry')}</button>
    <button type="button" class="button" @click=${worker.letGo}>${words.say('app.close')}</button>
  </div>`;
}

function describeTile(tile: Tile, { words }: LazyView): string {
  const photo = tile.kind === 'entry' ? tile.entry : tile.photo;
  const at = tile.kind === 'entry' ? tile.entry.takenAt : toShownTime(tile.photo);
  return [describePhoto(photo, words), formatTimestamp(at, words.language)].filter(Boolean).join(', ');
}
