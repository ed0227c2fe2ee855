import { describe, expect, it } from 'vitest';
import { readFailure } from '../../../site/api/read-failure.ts';
import { toProblemCode } from '../../../site/ui/listings/listings.ts';

const problem = (code: string) => JSON.stringify({ code });

describe('complaint: a service that is at fault was told as a lost connection', () => {
  it.each([
    ['the edge, which says when to come again', 503, problem('unavailable'), { 'retry-after': '5' }, 5],
    ['the edge, which does not', 503, problem('unavailable'), {}, 1],
    ['something between, by a page', 503, '<h1>Service Unavailable</h1>', {}, 1],
    ['something between, by another status', 504, '', {}, 1],
  ])('%s: %i', async (_, status, body, headers, seconds) => {
    const error = await readFailure(new Response(body, { status, headers }));
    expect([error.code, error.retryAfterSeconds, toProblemCode(error)]).toEqual(['unavailable', seconds, 'internal']);
  });

  it.each([
    ['a page of a captive portal', 404, '<html></html>', 'unavailable'],
    ['a refusal', 403, problem('access-denied'), 'access-denied'],
    ['who asks too often', 429, problem('too-many-requests'), 'too-many-requests'],
  ])('but not %s', async (_, status, body, code) => {
    const error = await readFailure(
      new Response(body, { status, headers: status === 429 ? { 'retry-after': '9' } : {} }),
    );
    expect(toProblemCode(error)).toBe(code);
  });
});
