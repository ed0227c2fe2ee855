/** The pages of /form, for a browser without script: S3's own form with a ticket in it, and a problem. */
import { LIMITS, STAGES, type Stage, type Ticket } from '../api.ts';
import { type AppError, type ProblemCode, toProblem } from '../problem.ts';
import { type EdgeResponse, toProblemResponse } from './exchange.ts';
import { html } from './html.ts';
import { formatPlainPage, PLAIN_PAGE_HEADERS, toFirstPage } from './plain-page.ts';
import { FORM_DENIED, FORM_TOO_LARGE, FORM_WRONG } from './plain-words.ts';
import { OPEN_FIELDS } from './sign-form.ts';

const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  before: 'Before / Antes',
  load: 'Load / Carga',
  after: 'After / Después',
  receipt: 'Receipt / Recibo',
  damage: 'Damage / Daño',
};

interface Words {
  /** Absent: the problem's own title says it. */
  readonly en?: string;
  readonly es: string;
}

/** The problems that somebody with a form can meet; all others are our fault. */
const PROBLEM_WORDS: Partial<Readonly<Record<ProblemCode, Words>>> = {
  'bad-request': FORM_WRONG,
  'token-missing': { en: 'The access code is missing.', es: 'Falta el código de acceso.' },
  'token-invalid': {
    en: 'The access code is not valid. Ask for another.',
    es: 'El código de acceso no es válido. Pide otro.',
  },
  'token-expired': {
    en: 'The access code has expired. Ask for another.',
    es: 'El código de acceso ha caducado. Pide otro.',
  },
  'access-denied': FORM_DENIED,
  'job-closed': { es: 'Este trabajo está cerrado y no acepta más fotos.' },
  'body-too-large': FORM_TOO_LARGE,
  unavailable: { es: 'El servicio está ocupado. Inténtalo en un momento.' },
};
const OUR_FAULT: Words = { es: 'Algo falló de nuestro lado. Inténtalo en un momento.' };

export interface PhotoForm {
  readonly jobId: string;
  /** Null where the caller may not know it. */
  readonly jobTitle: string | null;
  readonly ticket: Ticket;
}

/** S3 reads the fields in their order and takes nothing behind the file: it comes last. */
export function toFormResponse({ jobId, jobTitle, ticket }: PhotoForm): EdgeResponse {
  const hidden = Object.entries(ticket.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`,
  );
  const stages = STAGES.map((stage) => html`<option value="${stage}">${STAGE_NAMES[stage]}</option>`);
  const minutes = String(Math.floor(ticket.expires_in / 60));
  const content = html`<h1>A photo for ${jobId} <span lang="es">/ Una foto para ${jobId}</span></h1>
${jobTitle === null ? '' : html`<p>${jobTitle}</p>`}
<form method="post" action="${ticket.url}" enctype="multipart/form-data" accept-charset="utf-8">
${hidden}
<label for="title">Title <span lang="es">/ Título</span></label>
<input id="title" name="${OPEN_FIELDS.title}" maxlength="${String(LIMITS.maxTitleLength)}" autocomplete="off">
<label for="stage">Stage <span lang="es">/ Etapa</span></label>
<select id="stage" name="${OPEN_FIELDS.stage}"><option value="">–</option>${stages}</select>
<label for="file">Photo: JPEG, 50 MB at most <span lang="es">/ Foto: JPEG, 50 MB como máximo</span></label>
<input id="file" name="file" type="file" accept="image/jpeg" required>
<button type="submit">Send <span lang="es">/ Enviar</span></button>
</form>
<p>Send it within ${minutes} minutes, and wait for the page that says that it is in the job. If your browser tells of an error instead, load that page again: the photo is never stored twice. If that does not help, begin again. This form takes one photo.</p>
<p lang="es">Envíala antes de ${minutes} minutos y espera la página que dice que está en el trabajo. Si tu navegador muestra un error, vuelve a cargar esa página: la foto nunca se guarda dos veces. Si no ayuda, empieza de nuevo. Este formulario es para una sola foto.</p>
${toFirstPage('Another job', 'Otro trabajo')}`;
  return { status: 200, headers: PLAIN_PAGE_HEADERS, body: formatPlainPage(`A photo for ${jobId}`, content) };
}

/** A problem as a page, with the status and the headers that it has as JSON. */
export function toProblemPage(error: AppError, requestId: string): EdgeResponse {
  const { code, title, detail, errors = [] } = toProblem(error, requestId);
  const { en = title, es } = PROBLEM_WORDS[code] ?? OUR_FAULT;
  const details = [...(detail === undefined ? [] : [detail]), ...errors.map((wrong) => wrong.detail)];
  const content = html`<h1>${en}</h1>
<p lang="es">${es}</p>
${details.map((text) => html`<p>${text}</p>`)}
${toFirstPage('Back to the form', 'Volver al formulario')}
<p><small>${code} · ${requestId}</small></p>`;
  const response = toProblemResponse(error, requestId);
  return { ...response, headers: { ...response.headers, ...PLAIN_PAGE_HEADERS }, body: formatPlainPage(en, content) };
}
