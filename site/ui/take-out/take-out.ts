/** The sheet by which photos leave the house: as an archive, by the phone's share sheet, as a printed report. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { MOST_IN_MEMORY_BYTES } from '../../export/save-stream.ts';
import { formatBytes } from '../../i18n/format.ts';
import { saveFiles } from '../album/save-file.ts';
import { tilesOf } from '../album/tiles-of.ts';
import type { LazyContext, LazyView, TakeOut } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import { createReport } from '../report/report.ts';
import { sheet } from '../shell/sheet.ts';
import { findJob, nameJob } from '../state/app-state.ts';
import { createTakeOutWork, type Missing, MOST_SHARED, type TakenPhotos, type TakeOutWork } from './take-out-work.ts';

/** So many that are missing are named; the list in the archive names all. */
const MOST_NAMED = 20;

export function createTakeOut(context: LazyContext): TakeOut {
  const work = createTakeOutWork(context);
  let open: unknown = null;
  return {
    report: createReport(context),
    draw(view) {
      const { dialog, words } = view;
      if (dialog?.kind !== 'take-out') return html``;
      if (open !== dialog) work.reset();
      open = dialog;
      const { jobId, ids } = dialog;
      const tiles = ids && tilesOf(view, jobId).filter((tile) => ids.includes(tile.id));
      const count = tiles?.length ?? findJob(view, jobId)?.photo_count ?? 0;
      const body = html`<p class="hint">${words.say('take-out.photos', { n: count })}</p>
        ${ways({ jobId, tiles }, count, { view, work })} ${told(work, view)}`;
      return sheet(words.say('take-out.title'), body, view);
    },
  };
}

interface TakeOutView {
  readonly view: LazyView;
  readonly work: TakeOutWork;
}

function ways(taken: TakenPhotos, count: number, { view, work }: TakeOutView): TemplateResult {
  const { say } = view.words;
  const { kind } = work.phase();
  if (kind === 'list' || kind === 'reading') return html``;
  const job = nameJob(view, taken.jobId)?.title ?? taken.jobId;
  return html`<div class="choices">
    <button type="button" class="choice" @click=${() => void work.saveZip(taken, say('take-out.archive', { job }))}>
      <b>${say('take-out.zip')}</b><span class="hint">${say('take-out.zip.hint')}</span></button>
    ${taken.tiles ? nothing : html`<a class="choice" href=${formatRoute({ page: 'report', jobId: taken.jobId })}><b>${say('take-out.report')}</b></a>`}
    ${canShare() && count <= MOST_SHARED ? html`<button type="button" class="choice" @click=${() => void work.readToShare(taken)}><b>${say('take-out.share')}</b></button>` : nothing}
  </div>`;
}

/** How far it is, or what has become of it. */
function told(work: TakeOutWork, view: LazyView): TemplateResult {
  const { words } = view;
  const { say } = words;
  const phase = work.phase();
  switch (phase.kind) {
    case 'idle':
      return html``;
    case 'list':
      return html`<p role="status">${say('take-out.list')}</p>`;
    case 'reading':
      return html`<div class="take-out-work">
        <label><span role="status">${say('take-out.reading', { n: phase.count, total: phase.total })}</span><progress .value=${phase.count} max=${phase.total}></progress></label>
        <button type="button" class="button" @click=${work.stop}>${say('take-out.cancel')}</button>
      </div>`;
    case 'saved': {
      const n = phase.total - phase.missing.length;
      const some = phase.missing.length > 0;
      return html`<p role="status">${some ? say('take-out.saved.some', { n, total: phase.total }) : say('take-out.saved', { n })}</p>${missingOf(phase.missing, view)}`;
    }
    case 'ready':
      return html`${phase.missing.length > 0 ? html`<p role="status">${say('take-out.read.some', { n: phase.files.length, total: phase.total })}</p>` : nothing}
        ${missingOf(phase.missing, view)}
        ${phase.files.length > 0 ? html`<button type="button" class="button button-primary" @click=${() => void saveFiles(phase.files)}>${lazyIcon('share')}${say('take-out.share.now', { n: phase.files.length })}</button>` : nothing}`;
    case 'too-large': {
      const [most, size] = [MOST_IN_MEMORY_BYTES, phase.bytes].map((bytes) => formatBytes(bytes, words.language));
      return html`<p role="alert">${say('take-out.too-large', { most: most ?? '', size: size ?? '' })}</p>`;
    }
    default:
      return html`<p role="alert">${say(phase.kind === 'none' ? 'take-out.none' : 'take-out.broken')}</p>`;
  }
}

function missingOf(missing: readonly Missing[], { words }: LazyView): TemplateResult | typeof nothing {
  if (missing.length === 0) return nothing;
  const { say } = words;
  const why = ({ code }: Missing) => (code === 'internal' ? say('take-out.altered') : words.say(`problem.${code}`));
  return html`<ul class="take-out-missing">
    ${missing.slice(0, MOST_NAMED).map((each) => html`<li><b>${each.name}</b> ${why(each)}</li>`)}
    ${missing.length > MOST_NAMED ? html`<li>…</li>` : nothing}
  </ul>`;
}

function canShare(): boolean {
  return navigator.canShare?.({ files: [new File([''], 'photo.jpg', { type: 'image/jpeg' })] }) ?? false;
}
