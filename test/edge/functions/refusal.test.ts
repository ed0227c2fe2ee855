import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../../edge/problem.ts';
import { loadViewerFunction } from './viewer-function.ts';

describe('a refusal', () => {
  it.each([
    ['gate', { uri: '/photos' }, 'token-missing'],
    ['gate', { uri: '/photos', headers: { authorization: { value: 'Bearer a' } } }, 'token-invalid'],
    ['gate', { uri: '/photos', headers: { authorization: { value: 'Bearer a.eyJleHAiOjF9.c' } } }, 'token-expired'],
    ['image', { uri: '/jobs' }, 'not-found'],
    ['upload', { method: 'GET' }, 'method-not-allowed'],
    ['upload', { method: 'POST' }, 'bad-request'],
  ] as const)('of %s is the row of the table: %j is %s', async (name, request, code) => {
    const { statusCode, body } = await (await loadViewerFunction(name)).run(request);
    const { title, status, retry } = PROBLEMS[code];
    expect(statusCode).toBe(status);
    expect(JSON.parse(body.data)).toEqual({ type: `/problems#${code}`, code, title, status, retry, request_id: 'r-1' });
  });

  it.each(['form', 'upload'])('of %s as a page has the title of its row', async (name) => {
    const headers = { accept: { value: 'text/html' } };
    const { statusCode, body } = await (await loadViewerFunction(name)).run({ method: 'PUT', headers });
    const { status, title } = PROBLEMS['method-not-allowed'];
    expect([statusCode, body.data.includes(`<h1>${title}</h1>`)]).toEqual([status, true]);
  });

  it('brings no row into a bundle that never refuses with it', async () => {
    for (const name of ['gate', 'link', 'form', 'image', 'upload']) {
      expect((await loadViewerFunction(name)).code).not.toContain(PROBLEMS['photo-too-large'].title);
    }
  });
});
