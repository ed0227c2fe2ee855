/** HTTP as no well-behaved client sends it: the exact bytes and headers, in the order given. */
import { request } from 'node:http';

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Send it in chunks, without a Content-Length. */
  readonly isChunked?: boolean;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The code of an S3 error document; empty without one. */
  readonly code: string;
}

export function sendRaw({ method, url, headers = {}, body = '', isChunked = false }: RawRequest): Promise<RawResponse> {
  const bytes = Buffer.from(body);
  const hasLength = !isChunked && (bytes.length > 0 || method === 'POST' || method === 'PUT');
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers: { ...headers, ...(hasLength ? { 'Content-Length': bytes.length } : {}) }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? '';
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, code });
        });
      },
    );
    sent.on('error', reject);
    if (isChunked) {
      sent.flushHeaders();
      sent.write(bytes);
      sent.end();
    } else {
      sent.end(bytes);
    }
  });
}
