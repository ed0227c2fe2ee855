/** A problem of a booking as its customer gets it: a page where a form was sent, in the form's language. */

import {
  type EdgeRequest,
  type EdgeResponse,
  readHeader,
  toPageResponse,
  toProblemResponse,
} from '../core/exchange.ts';
import type { BookingLanguage } from '../core/price-order.ts';
import type { AppError } from '../problem.ts';
import { renderRefusal } from './booking-page.ts';
import { FIELD_WORDS, OUR_FAULT_WORDS, REFUSAL_WORDS } from './booking-words.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function isBookingForm(request: EdgeRequest): boolean {
  return request.method === 'POST' && FORM.test(readHeader(request, 'content-type') ?? '');
}

/** @param request null where it could not be read */
export function toBookingRefusal(error: AppError, requestId: string, request: EdgeRequest | null): EdgeResponse {
  const response = toProblemResponse(error, requestId);
  if (request === null || !isBookingForm(request)) return response;
  const language = /(^|&)language=es(&|$)/.test(Buffer.from(request.body ?? []).toString()) ? 'es' : 'en';
  const page = toPageResponse(renderRefusal(listWords(error, language), language));
  return { ...page, status: response.status, headers: { ...response.headers, ...page.headers } };
}

function listWords({ code, errors = [] }: AppError, language: BookingLanguage): readonly string[] {
  const members = new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''));
  const told = [...members].flatMap((member) => FIELD_WORDS[member]?.[language] ?? []);
  return told.length > 0 ? told : [(REFUSAL_WORDS[code] ?? OUR_FAULT_WORDS)[language]];
}
