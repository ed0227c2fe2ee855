/** A problem of a booking as its customer gets it: a page where a form was sent, in the form's language. */

import type { BookingConfig } from '../booking-config.ts';
import {
  type EdgeRequest,
  type EdgeResponse,
  parseFormBody,
  readHeader,
  toPageResponse,
  toProblemResponse,
} from '../core/exchange.ts';
import type { BookingLanguage } from '../core/price-order.ts';
import type { AppError, ProblemCode } from '../problem.ts';
import { renderRefusal } from './booking-page.ts';
import { FIELD_WORDS, OUR_FAULT_WORDS, REFUSAL_WORDS } from './booking-words.ts';
import { renderCorrection } from './correction-form.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function isBookingForm(request: EdgeRequest): boolean {
  return request.method === 'POST' && FORM.test(readHeader(request, 'content-type') ?? '');
}

/** Of what came from another site nothing is put into a form of ours. */
const MENDABLE: readonly ProblemCode[] = ['bad-request', 'too-many-requests', 'unavailable', 'internal'];

export interface RefusedBooking {
  readonly requestId: string;
  /** Null: it could not be read. */
  readonly request: EdgeRequest | null;
  readonly config: BookingConfig | null;
}

export function toBookingRefusal(error: AppError, { requestId, request, config }: RefusedBooking): EdgeResponse {
  const response = toProblemResponse(error, requestId);
  if (request === null || !isBookingForm(request)) return response;
  const language = /(^|&)language=es(&|$)/.test(Buffer.from(request.body ?? []).toString()) ? 'es' : 'en';
  const form = config && MENDABLE.includes(error.code) ? readForm(request) : null;
  const wrong = new Set(listMembers(error));
  const correction = config && form && renderCorrection({ form, wrong, config, language });
  const page = toPageResponse(renderRefusal(listWords(error, language), language, correction));
  return { ...page, status: response.status, headers: { ...response.headers, ...page.headers } };
}

function readForm(request: EdgeRequest): URLSearchParams | null {
  try {
    return parseFormBody(request);
  } catch {
    return null;
  }
}

function listMembers({ errors = [] }: AppError): readonly string[] {
  return [...new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''))];
}

function listWords(error: AppError, language: BookingLanguage): readonly string[] {
  const told = listMembers(error).flatMap((member) => FIELD_WORDS[member]?.[language] ?? []);
  return told.length > 0 ? told : [(REFUSAL_WORDS[error.code] ?? OUR_FAULT_WORDS)[language]];
}
