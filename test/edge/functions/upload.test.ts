import { beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../edge/api.ts';
import type { FunctionRequest } from '../../../edge/functions/cloudfront-function.ts';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

let upload: ViewerFunction;
const FORM = 'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW';

beforeAll(async () => {
  upload = await loadViewerFunction('upload');
});

const send = (contentType: string, contentLength: string, more: Partial<FunctionRequest> = {}) =>
  upload.run({
    method: 'POST',
    uri: '/upload',
    ...more,
    headers: { 'content-type': { value: contentType }, 'content-length': { value: contentLength }, ...more.headers },
  });

describe('upload', () => {
  it('leads a form to the bucket’s root without token, cookies and query', async () => {
    const { uri, headers, cookies, querystring } = await send(FORM, '4711', {
      headers: { authorization: { value: 'Bearer a.b.c' }, 'x-other': { value: '1' } },
      cookies: { session: { value: '1' } },
      querystring: { delete: { value: '' } },
    });
    expect([uri, cookies, querystring]).toEqual(['/', {}, {}]);
    expect(Object.keys(headers).sort()).toEqual(['content-length', 'content-type', 'x-other']);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s', async (method) => {
    const { statusCode, headers } = await send(FORM, '5', { method });
    expect([statusCode, headers.allow?.value]).toEqual([405, 'POST']);
  });

  it.each([
    'multipart/form-data; boundary=x',
    'Multipart/Form-Data;boundary="a b"',
    'multipart/form-data; charset=utf-8; boundary=x',
    'multipart/form-data; boundary=x; charset=utf-8',
  ])('takes %s', async (type) => {
    expect((await send(type, '5')).uri).toBe('/');
  });

  it.each([
    '',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
    'multipart/mixed; boundary=x',
    'application/x-www-form-urlencoded',
    'text/html; x=multipart/form-data; boundary=x',
    'multipart/form-data-x; boundary=x',
  ])('refuses the type %j', async (type) => {
    expect((await send(type, '5')).statusCode).toBe(400);
  });

  it.each(['', '0', '-1', '5x', '1e3', '05'])('refuses the length %j', async (length) => {
    expect((await send(FORM, length)).statusCode).toBe(400);
  });

  it('has room for 50 MiB of photo and the fields before it, and refuses a byte more', async () => {
    const most = LIMITS.maxPhotoBytes + 64 * 1024;
    expect((await send(FORM, String(most))).uri).toBe('/');
    expect((await send(FORM, String(most + 1))).statusCode).toBe(413);
  });

  it('tells a browser that sent the form by itself with a page, and everybody else with a problem', async () => {
    const refusal = async (accept: string) => await send(FORM, '999999999', { headers: { accept: { value: accept } } });
    const page = await refusal('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8');
    expect([page.statusCode, page.headers['content-type']?.value]).toEqual([413, 'text/html; charset=utf-8']);
    expect(page.body.data).toContain('href="/form.html"');
    for (const accept of ['*/*', 'application/json', '']) {
      const { statusCode, headers, body } = await refusal(accept);
      expect([statusCode, headers['content-type']?.value]).toEqual([413, 'application/problem+json']);
      expect(JSON.parse(body.data)).toMatchObject({ code: 'body-too-large', request_id: 'r-1' });
    }
  });

  it('begins again where the form without script was, and has a page for all that it refuses there', async () => {
    const sent = (more: Partial<FunctionRequest>) => send(FORM, '5', { uri: '/form/upload', ...more });
    const { statusCode, headers } = await sent({ method: 'GET' });
    expect([statusCode, headers.location?.value]).toEqual([302, '/form.html']);
    expect((await sent({})).uri).toBe('/');
    const page = await send(FORM, '999999999', { uri: '/form/upload' });
    expect(page.statusCode).toBe(413);
    expect(page.body.data).toContain('<h1>This photo is too large. 50 MB is the most.</h1><p lang="es">');
  });

  it('refuses two types', async () => {
    const headers = { 'content-type': { value: FORM, multiValue: [{ value: FORM }, { value: 'text/html' }] } };
    expect((await send(FORM, '5', { headers })).statusCode).toBe(400);
  });
});
