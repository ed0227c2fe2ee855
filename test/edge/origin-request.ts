/** The events that CloudFront sends to Lambda@Edge before it would go to the origin. */
import type { CloudFrontEvent } from '../../edge/adapters/cloudfront-event.ts';
import { CONFIG_HEADER, type EdgeConfig } from '../../edge/config.ts';

export interface Asking {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  readonly isBodyTruncated?: boolean;
  readonly config?: Partial<EdgeConfig>;
}

/** An origin-request event as the behaviours of the API make it: all viewer headers, and CloudFront's own. */
export function toEvent(path: string, asking: Asking, config: EdgeConfig): CloudFrontEvent {
  const { method = 'GET', token, headers = {}, body, isBodyTruncated = false } = asking;
  const [uri = '', querystring = ''] = path.split('?');
  const sent = {
    host: 'photos.example.com',
    'cloudfront-forwarded-proto': 'https',
    'cloudfront-viewer-country': 'US',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
  const toHeader = (value: string | readonly string[]) => [value].flat().map((one) => ({ key: 'X', value: one }));
  const data = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? '')).toString('base64');
  return {
    Records: [
      {
        cf: {
          config: { requestId: toRequestId(method, path) },
          request: {
            clientIp: '203.0.113.7',
            method,
            uri,
            querystring,
            headers: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, toHeader(value)])),
            ...(body === undefined ? {} : { body: { inputTruncated: isBodyTruncated, encoding: 'base64', data } }),
            origin: {
              custom: { customHeaders: { [CONFIG_HEADER]: toHeader(JSON.stringify(config)) } },
            },
          },
        },
      },
    ],
  };
}

let changes = 0;

/** CloudFront gives each request an id of its own. Only a change of a photo or a job is known by it; elsewhere tests compare what bears it. */
function toRequestId(method: string, path: string): string {
  const isChange = method !== 'GET' && /^\/(photos\/|jobs)/.test(path);
  if (isChange) changes += 1;
  return `request-${method}-${path}${isChange ? `-${changes}` : ''}`;
}
