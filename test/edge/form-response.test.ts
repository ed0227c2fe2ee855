import { describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../edge/api.ts';
import { handler, type StorageResponse } from '../../edge/form-response.ts';

const XML = [{ key: 'Content-Type', value: 'application/xml' }];

function respond(status: string, length?: number): Promise<StorageResponse> {
  const headers = length === undefined ? {} : { 'content-length': [{ key: 'Content-Length', value: String(length) }] };
  const response = {
    status,
    statusDescription: 'As S3 said',
    headers: { 'content-type': XML, date: [{ value: 'now' }] },
  };
  return handler({ Records: [{ cf: { config: { requestId: 'r-<1>' }, request: { headers }, response } }] });
}

const titleOf = ({ body = '' }: StorageResponse) => /<h1>(.*)<\/h1>/.exec(body)?.[1];

describe('form-response', () => {
  it.each(['200', '201', '204', '303'])('leaves a %s as it came', async (status) => {
    const { headers, body } = await respond(status);
    expect([headers['content-type'], body]).toEqual([XML, undefined]);
  });

  it('says in both languages what is the matter, by status and length', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const most = LIMITS.maxPhotoBytes;
    expect(titleOf(await respond('403', 4711))).toBe('This form is too old. It is good for 15 minutes.');
    expect(titleOf(await respond('400', most + 1))).toBe('This photo is too large. 50 MB is the most.');
    expect(titleOf(await respond('400', most))).toBe('The photo did not arrive whole.');
    expect(titleOf(await respond('412'))).toBe('The photo did not arrive whole.');
    expect(titleOf(await respond('503'))).toBe('The service is busy.');
    expect((await respond('403')).body).toContain('<p lang="es">Este formulario ya no sirve. Vale 15 minutos.</p>');
    expect(write.mock.calls[0]?.[0]).toBe('{"route":"POST /form/upload","request_id":"r-<1>","status":403}\n');
    write.mockRestore();
  });

  it('keeps status and headers, is kept by nobody, and leads back; a 5xx is sent again by loading the page', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { status, statusDescription, headers, body } = await respond('403');
    expect([status, statusDescription, headers.date]).toEqual(['403', 'As S3 said', [{ value: 'now' }]]);
    expect(headers).toMatchObject({
      'content-type': [{ value: 'text/html; charset=utf-8' }],
      'cache-control': [{ value: 'no-store' }],
    });
    expect(body).toContain('<a href="/form.html">');
    expect(body).toContain('choose it again');
    expect(body).toContain('S3 403 · r-&lt;1&gt;');
    expect((await respond('500')).body).toContain('Load this page again');
    write.mockRestore();
  });
});
