/**
 * How a CloudFront Function turns a request away: with a row of the table of problems, as problem details (RFC 9457) or
 * as a page for a browser without script.
 */

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

/** The page has the problem's title and the way back, and nothing that was sent. */
export function refuseWithPage(row: ProblemRow, phrase: string): FunctionResponse {
  const head = `<meta charset="utf-8"><title>${row.title}</title><link rel="stylesheet" href="/form.css">`;
  const link = `<p><a href="${FORM_PAGE}">Back to the form / Volver al formulario</a></p>`;
  const data = `<!doctype html><html lang="en">${head}<main><h1>${row.title}</h1>${link}</main></html>`;
  return refuse(row, phrase, { type: 'text/html; charset=utf-8', data: data });
}

function refuse(row: ProblemRow, phrase: string, body: { type: string; data: string }): FunctionResponse {
  return {
    statusCode: row.status,
    statusDescription: phrase,
    headers: { 'content-type': { value: body.type }, 'cache-control': { value: 'no-store' } },
    body: { encoding: 'text', data: body.data },
  };
}
