import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJobQuery, parseTicketBody, parseTicketQuery } from '../../../edge/core/parse-captures.ts';
import { AppError } from '../../../edge/problem.ts';

const CAPTURE = { id: 'capture-1', type: 'image/jpeg', size: 4711 };
const body = (...photos: unknown[]) => ({ job_id: 'j-1', photos });
const query = (text: string) => parseTicketQuery(new URLSearchParams(text));

function catchError(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('No AppError was thrown.');
}

const pointersOf = (action: () => unknown) => catchError(action).errors?.map(({ pointer }) => pointer);

describe('parseTicketBody', () => {
  it('reads all that a capture can say', () => {
    const capture = {
      ...CAPTURE,
      title: '  The\u0007 sofa\u202e ',
      stage: 'load',
      taken_at: '2026-05-01T09:30:00-05:00',
      sha256: 'ab'.repeat(32),
      location: { latitude: -33.9, longitude: 151.2, accuracy: 12 },
    };
    expect(parseTicketBody(body(capture))).toEqual({
      jobId: 'j-1',
      captures: [{ ...capture, title: 'The  sofa' }],
      method: 'POST',
    });
  });

  it('takes 1 to 20 photos', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...CAPTURE, id: `capture-${index}` }));
    expect(parseTicketBody(body(...many(1))).captures).toHaveLength(1);
    expect(parseTicketBody(body(...many(20))).captures).toHaveLength(20);
    expect(pointersOf(() => parseTicketBody(body()))).toEqual(['/photos']);
    expect(pointersOf(() => parseTicketBody(body(...many(21))))).toEqual(['/photos']);
  });

  it('tells every wrong field at once', () => {
    const wrong = {
      id: 'short',
      type: 7,
      size: 0,
      title: 'x'.repeat(201),
      stage: 'x',
      taken_at: 'today',
      sha256: 'AB',
      location: 1,
    };
    const error = catchError(() =>
      parseTicketBody({ job_id: '../x', method: 'GET', photos: [wrong, 'text', CAPTURE] }),
    );
    expect(error.code).toBe('bad-request');
    expect(error.errors?.map(({ pointer }) => pointer)).toEqual([
      '/job_id',
      '/method',
      ...['id', 'type', 'size', 'title', 'stage', 'taken_at', 'sha256', 'location'].map((name) => `/photos/0/${name}`),
      '/photos/1',
      ...['id', 'type', 'size'].map((name) => `/photos/1/${name}`),
    ]);
    expect(error.errors?.every(({ detail }) => detail.length > 10)).toBe(true);
  });

  it('names the problem where only the type is wrong, and what is taken', () => {
    const error = catchError(() => parseTicketBody(body({ ...CAPTURE, type: 'image/svg+xml' })));
    expect(error.code).toBe('unsupported-type');
    expect(error.errors?.[0]?.detail).toContain('image/heic');
  });

  it('takes 50 MiB and names the problem of one byte more', () => {
    const most = 50 * 1024 * 1024;
    expect(parseTicketBody(body({ ...CAPTURE, size: most })).captures[0]?.size).toBe(most);
    expect(catchError(() => parseTicketBody(body({ ...CAPTURE, size: most + 1 }))).code).toBe('photo-too-large');
  });

  it('takes a PDF of 20 MiB and no more', () => {
    const most = 20 * 1024 * 1024;
    const pdf = { ...CAPTURE, type: 'application/pdf' };
    expect(parseTicketBody(body({ ...pdf, size: most })).captures[0]?.type).toBe('application/pdf');
    expect(catchError(() => parseTicketBody(body({ ...pdf, size: most + 1 }))).code).toBe('photo-too-large');
  });

  it.each([[0], [-1], [1.5], ['5'], [null], [Number.NaN], [2 ** 53]])('refuses the size %j', (size) => {
    expect(pointersOf(() => parseTicketBody(body({ ...CAPTURE, size })))).toEqual(['/photos/0/size']);
  });

  it('counts a title in characters, not in units: 200 of four bytes are taken', () => {
    const title = '🛋'.repeat(200);
    expect(parseTicketBody(body({ ...CAPTURE, title })).captures[0]?.title).toBe(title);
    expect(pointersOf(() => parseTicketBody(body({ ...CAPTURE, title: `${title}x` })))).toEqual(['/photos/0/title']);
  });

  it('takes a title of nothing but blanks for none', () => {
    expect(parseTicketBody(body({ ...CAPTURE, title: ' \n ' })).captures[0]).not.toHaveProperty('title');
  });

  it.each(['short', 'x'.repeat(65), 'with space', 'a|b|c|d|e', 'ünder-score', ''])(
    'refuses the capture id %j',
    (id) => {
      expect(pointersOf(() => parseTicketBody(body({ ...CAPTURE, id })))).toEqual(['/photos/0/id']);
    },
  );

  it('refuses the same capture twice', () => {
    expect(pointersOf(() => parseTicketBody(body(CAPTURE, { ...CAPTURE, size: 5 })))).toEqual(['/photos/1/id']);
  });

  it.each([
    { latitude: 91, longitude: 0 },
    { latitude: 0, longitude: -181 },
    { latitude: '1', longitude: 2 },
    { latitude: 0, longitude: 0, accuracy: -1 },
  ])('refuses the place %j', (location) => {
    expect(pointersOf(() => parseTicketBody(body({ ...CAPTURE, location })))).toEqual(['/photos/0/location']);
  });

  it.each(['1990-01-01T00:00Z', '2026-05-01T10:00:00.123456789+14:00', '2026-02-28T23:59:59-13:59'])(
    'takes the time %j',
    (taken_at) => {
      expect(parseTicketBody(body({ ...CAPTURE, taken_at })).captures[0]?.taken_at).toBe(taken_at);
    },
  );

  it.each([
    '2026-05-01T10:00:00',
    '2026-05-01T10:00:00+99:99',
    '2026-05-01T10:00:00+24:00',
    '2026-05-01T10:00:00+14:01',
    '0001-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '1989-12-31T23:59:59Z',
    '2026-02-31T10:00:00Z',
    '2027-02-29T10:00:00Z',
    '2026-05-01T24:00:00Z',
  ])('refuses the time %j', (taken_at) => {
    expect(pointersOf(() => parseTicketBody(body({ ...CAPTURE, taken_at })))).toEqual(['/photos/0/taken_at']);
  });

  it('answers or throws an AppError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (anything, photo) => {
        for (const given of [anything, body(photo), body(anything, CAPTURE)]) {
          try {
            parseTicketBody(given);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('parseTicketQuery', () => {
  it('wants a job and nothing else', () => {
    expect(query('job_id=j-1')).toEqual({ jobId: 'j-1', captures: [{ type: 'image/jpeg' }], method: 'POST' });
  });

  it('reads what stands in it', () => {
    expect(query('job_id=j-1&type=image/png&size=5&id=capture-1&title=A+sofa&stage=after&method=PUT')).toEqual({
      jobId: 'j-1',
      captures: [{ id: 'capture-1', type: 'image/png', size: 5, title: 'A sofa', stage: 'after' }],
      method: 'PUT',
    });
  });

  it('wants the size for a PUT of promised bytes, and for no other', () => {
    const sha256 = 'ab'.repeat(32);
    expect(pointersOf(() => query(`job_id=j-1&method=PUT&sha256=${sha256}`))).toEqual(['?size']);
    expect(query('job_id=j-1&method=PUT').captures).toEqual([{ type: 'image/jpeg' }]);
  });

  it('takes image/jpg for what it means', () => {
    expect(query('job_id=j-1&type=image/jpg').captures).toEqual([{ type: 'image/jpeg' }]);
    expect(parseTicketBody(body({ ...CAPTURE, type: 'image/jpg' })).captures[0]?.type).toBe('image/jpeg');
  });

  it.each(['1e3', '0x10', ' 5', '-5', '5.0', '', '9999999999999'])('refuses the size %j', (size) => {
    const text = new URLSearchParams({ job_id: 'j-1', size }).toString();
    expect(pointersOf(() => query(text))).toEqual(['?size']);
  });
});

describe('attack: parameter pollution', () => {
  it('refuses a parameter that stands twice', () => {
    expect(pointersOf(() => query('job_id=j-1&job_id=j-2'))).toEqual(['?job_id']);
    expect(pointersOf(() => parseJobQuery(new URLSearchParams('job_id=j-1&job%5Fid=j-2')))).toEqual(['?job_id']);
  });

  it('takes no array or object for a parameter', () => {
    expect(pointersOf(() => query('job_id[]=j-1'))).toEqual(['?job_id']);
    expect(pointersOf(() => query('__proto__=x&job_id='))).toEqual(['?job_id']);
  });
});

describe('attack: job ids that are paths', () => {
  it.each([
    '..',
    '.',
    'j-1/../j-2',
    'j-1%2f..',
    'j-1/',
    '/j-1',
    'j-1\u0000',
    'j-1\n',
    'ј-1',
    'j‐1',
    'J－1',
    '-j',
    '_j',
    'x'.repeat(65),
    '*',
    '',
  ])('refuses %j', (job_id) => {
    expect(pointersOf(() => parseTicketBody({ job_id, photos: [CAPTURE] }))).toEqual(['/job_id']);
    expect(pointersOf(() => parseJobQuery(new URLSearchParams({ job_id })))).toEqual(['?job_id']);
  });
});
