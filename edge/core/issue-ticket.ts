/** Makes the ticket of one photo: plans the object, signs it as a form or a PUT, and says what was signed. */
import { LIMITS, ROUTES, type Ticket } from '../api.ts';
import type { EdgeConfig } from '../config.ts';
import type { PlannedPhoto } from './plan-photo.ts';
import { isOpenPut, signPut } from './presign.ts';
import { type FormSigning, signForm } from './sign-form.ts';
import { OPEN_PUT_LIFE_SECONDS } from './ticket-life.ts';
import { FORM_UPLOAD_PATH } from './viewer-contract.ts';

export interface TicketTerms extends FormSigning {
  readonly method: 'POST' | 'PUT';
  /** Which URL a form leads with. */
  readonly via: EdgeConfig['upload_via'];
}

export async function issueTicket(photo: PlannedPhoto, terms: TicketTerms): Promise<Ticket> {
  const { lifeSeconds, maxBytes } = toBounds(photo, terms);
  const signedAtMs = Math.floor(terms.now.getTime() / 1000) * 1000;
  const bounded = { ...terms, lifeSeconds };
  return {
    photo_id: photo.photoId,
    key: photo.key,
    ...(terms.method === 'PUT' ? await toPut(photo, bounded) : await toForm(photo, bounded)),
    max_bytes: maxBytes,
    expires_in: lifeSeconds,
    expires_at: new Date(signedAtMs + lifeSeconds * 1000).toISOString(),
  };
}

/** S3 bounds neither the length nor the number of what an open PUT brings, so it is good for a shorter time. */
function toBounds(photo: PlannedPhoto, { method, lifeSeconds }: TicketTerms) {
  if (method === 'POST' || !isOpenPut(photo)) return { lifeSeconds, maxBytes: photo.maxBytes };
  return { lifeSeconds: Math.min(lifeSeconds, OPEN_PUT_LIFE_SECONDS), maxBytes: LIMITS.maxPhotoBytes };
}

async function toForm(photo: PlannedPhoto, terms: TicketTerms) {
  const { url, fields } = await signForm(photo, terms);
  return { method: 'POST', url: chooseUploadUrl(url, terms), s3_url: url, fields } as const;
}

/** Whoever is led on to a page is shown the response itself: only on its own path is a refusal a page too. */
function chooseUploadUrl(s3Url: string, { via, landing }: TicketTerms): string {
  if (landing !== undefined) return FORM_UPLOAD_PATH;
  return via === 'edge' ? ROUTES.upload : s3Url;
}

async function toPut(photo: PlannedPhoto, terms: TicketTerms) {
  const { url, headers } = await signPut(photo, terms);
  return { method: 'PUT', url, s3_url: url, fields: {}, headers } as const;
}
