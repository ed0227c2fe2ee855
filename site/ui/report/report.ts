/** A job on paper: a cover, what was before and after, and the photos of each stage that is chosen. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Job, Photo } from '../../../edge/api.ts';
import type { ProblemCode } from '../../../edge/problem.ts';
import { formatDay, formatList, formatTimestamp } from '../../i18n/format.ts';
import { toDirections } from '../album/job-info.ts';
import type { FurtherPart, LazyContext, LazyView } from '../context.ts';
import { toProblemCode } from '../listings/listings.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { blank, loadFailed, skeleton } from '../parts/blank.ts';
import { toShownTime } from '../parts/describe-photo.ts';
import { icon } from '../parts/icon.ts';
import { chooseReported, REPORT_STAGES, type ReportPhotos, type ReportStage } from './choose-reported.ts';
import { printReport } from './print-report.ts';

/** Of the album, 250 photos each. */
const MOST_PAGES = 4;

interface ReportState {
  readonly jobId: string;
  readonly photos: readonly Photo[] | null;
  /** As the album tells of it; the list of jobs may not be there yet. */
  readonly job: Job | null;
  readonly problem: ProblemCode | null;
  /** Stages that are left out. */
  readonly left: ReadonlySet<ReportStage>;
  readonly hasPairs: boolean;
  readonly hasNames: boolean;
  readonly isPrinting: boolean;
}

const NEW = {
  photos: null,
  job: null,
  problem: null,
  left: new Set<ReportStage>(),
  hasPairs: true,
  hasNames: true,
  isPrinting: false,
};

export function createReport(context: LazyContext): FurtherPart {
  const { store } = context;
  let state: ReportState | null = null;
  let route: unknown = null;
  const change: ReportActions['change'] = (next) => {
    if (state) state = { ...state, ...(typeof next === 'function' ? next(state) : next) };
    store.update({});
  };
  const load = async (jobId: string) => {
    const told = await readPhotos(context, jobId).then(
      (album) => ({ ...album, problem: null }),
      (error: unknown) => ({ problem: toProblemCode(error) }),
    );
    if (state?.jobId === jobId) change(told);
  };
  const print = async () => {
    change({ isPrinting: true });
    await printReport(document.querySelector('.report'));
    change({ isPrinting: false });
  };
  return {
    draw(view) {
      if (view.route.page !== 'report') return html``;
      const { jobId } = view.route;
      // Each visit reads it anew.
      if (route !== view.route) {
        route = view.route;
        state = { ...(state?.jobId === jobId ? state : NEW), jobId };
        void load(jobId);
      }
      return state ? page(state, view, { change, print: () => void print(), again: () => void load(jobId) }) : html``;
    },
  };
}

/** @throws {AppError} when a page could not be read */
async function readPhotos({ phone }: LazyContext, jobId: string): Promise<Pick<ReportState, 'photos' | 'job'>> {
  const photos: Photo[] = [];
  let job: Job | null = null;
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await phone.api.album(jobId, cursor === undefined ? {} : { cursor });
    if (page.changed) photos.push(...page.value.photos);
    if (page.changed) job ??= page.value.job ?? null;
    cursor = page.changed ? page.value.next : undefined;
    if (cursor === undefined) break;
  }
  return { photos, job };
}

interface ReportActions {
  change(next: Partial<ReportState> | ((state: ReportState) => Partial<ReportState>)): void;
  print(): void;
  again(): void;
}

function page(state: ReportState, view: LazyView, actions: ReportActions): TemplateResult {
  const { words } = view;
  const { jobId, photos, problem } = state;
  const { say } = words;
  const chosen = photos && chooseReported(photos, state);
  const back = (event: Event) => {
    event.preventDefault();
    view.actions.goBack({ page: 'job', jobId, photoId: null });
  };
  return html`<section class="pane pane-detail" aria-labelledby="report-heading">
    <div class="pane-head job-head report-tools">
      <a class="button button-icon" href=${formatRoute({ page: 'job', jobId, photoId: null })} aria-label=${words.say('app.back')} @click=${back}>${icon('back')}</a>
      <div class="job-names"><h1 id="report-heading" tabindex="-1">${say('report.title')}</h1><p class="hint">${say('report.lead')}</p></div>
    </div>
    ${problem && !photos ? loadFailed(problem, words, actions.again) : nothing}
    ${chosen ? html`${tools(state, photos, { view, actions })} ${paper(state, chosen, view)}` : problem ? nothing : skeleton('tile', 6, words.say('load.busy'))}
  </section>`;
}

function tools(
  state: ReportState,
  photos: readonly Photo[],
  { view, actions }: { view: LazyView; actions: ReportActions },
) {
  const { words } = view;
  const { left, hasPairs, hasNames, isPrinting } = state;
  const { say } = words;
  const there = REPORT_STAGES.filter((stage) => photos.some((photo) => (photo.stage ?? '') === stage));
  const turn = (stage: ReportStage) =>
    actions.change((now) => {
      const next = new Set(now.left);
      if (!next.delete(stage)) next.add(stage);
      return { left: next };
    });
  const check = (label: string, isOn: boolean, change: () => void) =>
    html`<label class="check"><input type="checkbox" .checked=${isOn} @change=${change} />${label}</label>`;
  const hasAuthors = photos.some(({ uploaded_by_name }) => uploaded_by_name);
  return html`<div class="report-tools report-choices">
    ${there.map((stage) => check(stage ? words.say(`stage.${stage}`) : say('report.no-stage'), !left.has(stage), () => turn(stage)))}
    ${check(say('report.pairs'), hasPairs, () => actions.change({ hasPairs: !hasPairs }))}
    ${hasAuthors ? check(say('report.names'), hasNames, () => actions.change({ hasNames: !hasNames })) : nothing}
    <button type="button" class="button button-primary" aria-disabled=${isPrinting} @click=${() => isPrinting || actions.print()}>${say(isPrinting ? 'report.loading' : 'report.print')}</button>
  </div>`;
}

function paper({ jobId, job, hasNames }: ReportState, { pairs, sections, count, total }: ReportPhotos, view: LazyView) {
  const { words } = view;
  const { say } = words;
  if (count === 0) return blank({ icon: icon('camera'), title: say('report.none') });
  const shown = [...pairs.flatMap(({ before, after }) => [before, after]), ...sections.flatMap(({ photos }) => photos)];
  const picture = (photo: Photo, stage = '') => figure(photo, { stage, hasNames, view });
  return html`<article class="report">
    ${cover(jobId, { job, shown, hasNames, view })}
    ${count < total ? html`<p>${say('report.some', { n: count, total })}</p>` : nothing}
    ${pairs.length > 0 ? html`<h2>${say('report.pairs')}</h2>${pairs.map(({ before, after }) => html`<div class="report-pair">${picture(before, words.say('stage.before'))}${picture(after, words.say('stage.after'))}</div>`)}` : nothing}
    ${sections.map(({ stage, photos }) => html`<h2>${stage ? words.say(`stage.${stage}`) : say('report.no-stage')}</h2><div class="report-photos">${photos.map((photo) => picture(photo))}</div>`)}
  </article>`;
}

interface CoverFacts {
  readonly job: Job | null;
  readonly shown: readonly Photo[];
  readonly hasNames: boolean;
  readonly view: LazyView;
}

function cover(jobId: string, { job, shown, hasNames, view }: CoverFacts): TemplateResult {
  const { words, nowMs } = view;
  const { language } = words;
  const { say } = words;
  const days = shown.map((photo) => Date.parse(toShownTime(photo) ?? '')).filter((ms) => !Number.isNaN(ms));
  const [first, last] = [Math.min(...days), Math.max(...days)].map((ms) =>
    Number.isFinite(ms) ? formatDay(ms, language) : '',
  );
  const crew = hasNames ? (job?.crew ?? []).map(({ subject, name }) => name ?? subject) : [];
  const facts = [
    [say('report.customer'), job?.customer_name],
    [say('report.taken'), first === last ? first : `${first} – ${last}`],
    [say('report.photos'), String(shown.length)],
    [say('report.crew'), formatList(crew, language)],
    [say('report.printed'), formatDay(nowMs, language)],
  ] as const;
  return html`<header class="report-cover">
    <p class="as-h1">${job?.title ?? jobId}</p>
    ${job?.address ? html`<p>${job.address} · <a href=${toDirections(job.address)} target="_blank" rel="noopener noreferrer">${say('report.map')}</a></p>` : nothing}
    <dl class="facts">${facts.filter(([, value]) => value).map(([key, value]) => html`<div><dt>${key}</dt><dd>${value}</dd></div>`)}</dl>
  </header>`;
}

interface FigureFacts {
  /** Before or after, where it stands in a pair. */
  readonly stage: string;
  readonly hasNames: boolean;
  readonly view: LazyView;
}

function figure(photo: Photo, { stage, hasNames, view }: FigureFacts): TemplateResult {
  const { title, preview_url, uploaded_by_name: by } = photo;
  const when = formatTimestamp(toShownTime(photo), view.words.language);
  const told = [stage, when, hasNames ? by : ''].filter(Boolean).join(' · ');
  return html`<figure class="report-photo"><img src=${preview_url ?? ''} alt=${title ?? ''} />
    <figcaption>${title ? html`<b>${title}</b>` : nothing} ${told}</figcaption></figure>`;
}
