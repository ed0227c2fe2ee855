/**
 * How a CloudFront Function turns a request away: with a row of the table of problems, as problem details (RFC 9457) or
 * as a page for a browser without script.
 */

import type { WordsInBoth } from '../core/plain-words.ts';
import { FORM_PAGE } from '../core/viewer-contract.ts';
import type { ProblemRow } from '../problem-table.ts';
import type { FunctionEvent, FunctionResponse } from './cloudfront-function.ts';

/** @param phrase after the status in HTTP/1.1, which no client reads */
export function refuseWithProblem(event: FunctionEvent, row: ProblemRow, phrase: string): FunctionResponse {
  const problem = {
    type: `/problems#${row.code}`,
    code: row.code,
    title: row.title,
    status: row.status,
    retry: row.retry,
    request_id: event.context.requestId,
  };
  return refuse(row, phrase, { type: 'application/problem+json', data: JSON.stringify(problem) });
}

export interface RefusedPage {
  readonly phrase: string;
  readonly why: WordsInBoth;
  /** What to do now, beside going back. */
  readonly advice?: WordsInBoth;
}

/** The page says why and has the way back, and nothing that was sent. */
export function refuseWithPage(row: ProblemRow, page: RefusedPage): FunctionResponse {
  const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">';
  const head = `<meta charset="utf-8"><title>${page.why.en}</title>${viewport}<link rel="stylesheet" href="/form.css">`;
  const text = `<h1>${page.why.en}</h1>${inSpanish(page.why)}`;
  const advice = page.advice ? `<p>${page.advice.en}</p>${inSpanish(page.advice)}` : '';
  const link = `<p><a href="${FORM_PAGE}">Back to the form <span lang="es">/ Volver al formulario</span></a></p>`;
  const data = `<!doctype html><html lang="en">${head}<main>${text}${advice}${link}</main></html>`;
  return refuse(row, page.phrase, { type: 'text/html; charset=utf-8', data: data });
}

function inSpanish(words: WordsInBoth): string {
  return `<p lang="es">${words.es}</p>`;
}

/** Whoever opens a form's address has no form to send: it begins again. */
export function beginAgain(): FunctionResponse {
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: FORM_PAGE }, 'cache-control': { value: 'no-store' } },
    body: { encoding: 'text', data: '' },
  };
}

function refuse(row: ProblemRow, phrase: string, body: { type: string; data: string }): FunctionResponse {
  return {
    statusCode: row.status,
    statusDescription: phrase,
    headers: { 'content-type': { value: body.type }, 'cache-control': { value: 'no-store' } },
    body: { encoding: 'text', data: body.data },
  };
}
