/** In a job's sheet: links for a customer without an account. Made, handed on by the phone's share sheet or by copying, listed, ended. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { CustomerLink, Job, MadeLink } from '../../../edge/api.ts';
import { LINK_LIMITS, LINK_ROUTES } from '../../../edge/link-api.ts';
import { readWith } from '../../api/read-with.ts';
import { formatTimestamp } from '../../i18n/format.ts';
import type { Say } from '../../i18n/translate.ts';
import type { LazyContext, LazyView } from '../context.ts';
import { copyAddress, type HandedOn, shareAddress } from './hand-on.ts';

export interface ShareLink {
  /** What stands under a job's form, for who may share it. */
  part(job: Job, view: LazyView, say: Say): TemplateResult | typeof nothing;
}

interface Shown {
  readonly links: readonly CustomerLink[];
  /** Its secret is known until the sheet of another job is opened, or the page loaded anew. */
  readonly made: MadeLink | null;
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
  readonly handedOn: HandedOn;
}

const NOTHING: Shown = { links: [], made: null, isBusy: false, hasFailed: false, handedOn: null };

export function createShareLink({ store, phone }: LazyContext): ShareLink {
  let of = '';
  let shown = NOTHING;
  const show = (change: Partial<Shown>) => {
    shown = { ...shown, ...change };
    store.update({});
  };
  const calls = createLinkCalls(phone.api.ask);
  const attempt = async (jobId: string, work: () => Promise<Partial<Shown>>) => {
    show({ isBusy: true, hasFailed: false, handedOn: null });
    try {
      const change = { ...(await work()), links: await calls.list(jobId), isBusy: false };
      if (of === jobId) show(change);
    } catch {
      if (of === jobId) show({ hasFailed: true, isBusy: false });
    }
  };
  const make = (jobId: string, form: FormData) => attempt(jobId, async () => ({ made: await calls.make(jobId, form) }));
  const end = ({ link_id }: CustomerLink, jobId: string) =>
    attempt(jobId, async () => {
      await calls.end(jobId, link_id);
      return shown.made?.link_id === link_id ? { made: null } : {};
    });
  return {
    part(job, view, say) {
      if (!job.can.includes('share')) return nothing;
      if (of !== job.job_id) {
        of = job.job_id;
        shown = NOTHING;
        void Promise.resolve(of).then((jobId) => attempt(jobId, async () => ({})));
      }
      const actions = {
        make: (form: FormData) => void make(job.job_id, form).then(showCode),
        end: (link: CustomerLink) => void end(link, job.job_id),
        tell: (handedOn: HandedOn) => show({ handedOn }),
      };
      return linkPart(job, shown, { say, language: view.words.language, ...actions });
    },
  };
}

/** What was pressed stands above the code, which is what the customer is shown. */
function showCode(): void {
  requestAnimationFrame(() => document.getElementById('link-code')?.scrollIntoView(false));
}

function createLinkCalls(ask: LazyContext['phone']['api']['ask']) {
  const at = (query: Readonly<Record<string, string>>) => `${LINK_ROUTES.links}?${new URLSearchParams(query)}`;
  return {
    async list(job_id: string) {
      return (await readWith(await ask(at({ job_id })), 'links')).links as readonly CustomerLink[];
    },
    async make(job_id: string, form: FormData) {
      const asked = { job_id, name: form.get('name'), may: form.get('may'), days: Number(form.get('days')) };
      const headers = { 'content-type': 'application/json' };
      const response = await ask(LINK_ROUTES.links, { method: 'POST', headers, body: JSON.stringify(asked) });
      return (await readWith(response, 'url')) as unknown as MadeLink;
    },
    end: (job_id: string, link_id: string) => ask(at({ job_id, link_id }), { method: 'DELETE' }),
  };
}

interface PartContext {
  readonly say: Say;
  readonly language: LazyView['words']['language'];
  make(form: FormData): void;
  end(link: CustomerLink): void;
  tell(handedOn: HandedOn): void;
}

function linkPart(job: Job, shown: Shown, { say, language, make, end, tell }: PartContext): TemplateResult {
  return html`<section class="job-editor" aria-labelledby="share-link">
    <h3 id="share-link">${say('link.title')}</h3>
    ${linkForm(job, say, make)}
    <p role="status">${shown.hasFailed ? say('link.failed') : shown.isBusy ? say('editor.busy') : ''}</p>
    ${shown.made ? handOn(shown.made, say, tell) : nothing}
    <p role="status">${shown.handedOn ? say(shown.handedOn === 'copied' ? 'link.copied' : 'link.by-hand') : nothing}</p>
    <ul>${shown.links.map((link) => linkRow(link, { say, language, end: () => end(link) }))}</ul>
  </section>`;
}

function linkForm(job: Job, say: Say, make: (form: FormData) => void): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make(new FormData(event.target as HTMLFormElement));
  };
  return html`<form class="job-editor" @submit=${submit}>
    <label class="labelled"><span>${say('link.name')}</span>
      <input class="field" name="name" required maxlength=${LINK_LIMITS.maxNameLength} autocomplete="off" value=${job.customer_name ?? ''} /></label>
    <label class="labelled"><span>${say('link.may')}</span>
      <select class="field" name="may"><option value="add">${say('link.may.add')}</option><option value="view">${say('link.may.view')}</option></select></label>
    <label class="labelled"><span>${say('link.days')}</span>
      <input class="field" name="days" type="number" min="1" max=${LINK_LIMITS.maxDays} value=${LINK_LIMITS.defaultDays} /></label>
    <button class="button">${say('link.make')}</button>
  </form>`;
}

function handOn(link: MadeLink, say: Say, tell: PartContext['tell']): TemplateResult {
  const { url, qr } = link;
  const by = (give: typeof copyAddress) => async (event: Event) => {
    const button = event.currentTarget as Element;
    const handedOn = await give(link, navigator);
    tell(handedOn);
    // In focus it is selected: ready to be copied.
    if (handedOn === 'by-hand') button.closest('section')?.querySelector<HTMLInputElement>('input[readonly]')?.focus();
  };
  return html`<label class="labelled"><span>${say('link.made')}</span>
      <input class="field" readonly .value=${url} @focus=${({ target }: Event) => (target as HTMLInputElement).select()} /></label>
    <div class="sheet-actions">
      ${'share' in navigator ? html`<button type="button" class="button button-primary" @click=${by(shareAddress)}>${say('link.share')}</button>` : nothing}
      <button type="button" class="button" @click=${by(copyAddress)}>${say('link.copy')}</button>
    </div>
    <svg class="link-code" role="img" aria-labelledby="link-code" viewBox="-4 -4 ${qr.size + 8} ${qr.size + 8}"><path d=${qr.path} /></svg>
    <p class="hint" id="link-code">${say('link.code')}</p>`;
}

interface RowContext {
  readonly say: Say;
  readonly language: LazyView['words']['language'];
  end(): void;
}

function linkRow(link: CustomerLink, { say, language, end }: RowContext): TemplateResult {
  const hasEnded = link.revoked_at !== null || Date.parse(link.ends_at) < Date.now();
  const by = say('link.by', { who: link.made_by_name ?? '', when: formatTimestamp(link.made_at, language) });
  const opened = link.opened_at
    ? say('link.opened', { when: formatTimestamp(link.opened_at, language) })
    : say('link.unopened');
  const endIt = ({ currentTarget }: Event) => {
    // The button goes, and the focus would go with it.
    (currentTarget as Element).closest('li')?.focus();
    end();
  };
  return html`<li tabindex="-1">
    <strong>${link.name}</strong> <span class="hint">${say(`link.may.${link.may}`)}. ${by} ${opened}</span>
    ${
      hasEnded
        ? html`<span class="hint">${say('link.over')}</span>`
        : html`<button type="button" class="button button-danger" aria-label=${`${say('link.end')}: ${link.name}`} @click=${endIt}>${say('link.end')}</button>`
    }
  </li>`;
}
