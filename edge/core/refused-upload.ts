/**
 * The page in place of S3's XML where a form without script was refused. Lambda@Edge is not shown what the origin wrote
 * (Developer Guide, "Update HTTP responses in origin response triggers"): status and length have to tell what is the matter.
 */
import { LIMITS } from '../api.ts';
import { html } from './html.ts';
import { formatPlainPage, toFirstPage } from './plain-page.ts';
import {
  BEGIN_AGAIN,
  LOAD_AGAIN,
  UPLOAD_NOT_NOW,
  UPLOAD_NOT_WHOLE,
  UPLOAD_TOO_LARGE,
  UPLOAD_TOO_LATE,
  type WordsInBoth,
} from './plain-words.ts';

export interface RefusedUpload {
  /** S3's: 400 and above. */
  readonly status: number;
  /** Of the whole form; null where it was not told. */
  readonly bytes: number | null;
  readonly requestId: string;
}

export function formatRefusedUpload({ status, bytes, requestId }: RefusedUpload): string {
  const why = findWords(status, bytes);
  const then = status >= 500 ? LOAD_AGAIN : BEGIN_AGAIN;
  const content = html`<h1>${why.en}</h1>
<p lang="es">${why.es}</p>
<p>${then.en}</p>
<p lang="es">${then.es}</p>
${toFirstPage('Back to the form', 'Volver al formulario')}
<p><small>S3 ${String(status)} · ${requestId}</small></p>`;
  return formatPlainPage(why.en, content);
}

/** The form without script pins all but title and stage: what S3 calls forbidden of it is its time. */
function findWords(status: number, bytes: number | null): WordsInBoth {
  if (status >= 500) return UPLOAD_NOT_NOW;
  if (status === 403) return UPLOAD_TOO_LATE;
  return bytes !== null && bytes > LIMITS.maxPhotoBytes ? UPLOAD_TOO_LARGE : UPLOAD_NOT_WHOLE;
}
