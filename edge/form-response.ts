/**
 * Lambda@Edge, origin-response, of /form/upload: what S3 has taken passes as it came, what it refuses becomes a page. It
 * stands behind the form without script alone; the dashboard reads S3's XML.
 */
import type { CloudFrontHeaders } from './adapters/cloudfront-event.ts';
import { PLAIN_PAGE_HEADERS } from './core/plain-page.ts';
import { formatRefusedUpload } from './core/refused-upload.ts';

export interface OriginResponseEvent {
  readonly Records: readonly [
    {
      readonly cf: {
        readonly config: { readonly requestId: string };
        readonly request: { readonly headers: CloudFrontHeaders };
        readonly response: StorageResponse;
      };
    },
  ];
}

export interface StorageResponse {
  readonly status: string;
  readonly statusDescription: string;
  readonly headers: CloudFrontHeaders;
  readonly body?: string;
}

export async function handler(event: OriginResponseEvent): Promise<StorageResponse> {
  const { config, request, response } = event.Records[0].cf;
  const status = Number(response.status);
  if (status < 400) return response;
  const length = request.headers['content-length']?.[0]?.value;
  // Lambda puts a prefix before each line of the console.
  process.stdout.write(`${JSON.stringify({ route: 'POST /form/upload', request_id: config.requestId, status })}\n`);
  return {
    ...response,
    headers: { ...response.headers, ...toHeaders(PLAIN_PAGE_HEADERS) },
    body: formatRefusedUpload({
      status,
      bytes: length === undefined ? null : Number(length),
      requestId: config.requestId,
    }),
  };
}

function toHeaders(headers: Readonly<Record<string, string>>): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [{ key, value }]]));
}
