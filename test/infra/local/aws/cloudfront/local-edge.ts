/** A real local CloudFront before real small origins, for the tests of this folder. */
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as sendHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createCloudFront } from '../../../../../infra/local/aws/cloudfront/cloudfront.ts';
import type {
  CloudFront,
  CloudFrontOptions,
  DistributionResources,
  Properties,
} from '../../../../../infra/local/aws/cloudfront/resources.ts';

export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
export const CACHING_OPTIMISED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
export const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
export const ORIGIN_DOMAIN = 'photos.s3.us-east-1.amazonaws.com';
export const LAMBDA_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:f:1';
export const EDGE_NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface TestOrigin {
  readonly url: URL;
  readonly seen: Seen[];
}

type Respond = (seen: Seen, outgoing: ServerResponse) => void;

/** Starts an origin that notes what it gets and responds as told. */
export async function startOrigin(
  respond: Respond = (_seen, outgoing) => outgoing.end('ok'),
): Promise<TestOrigin & { readonly server: Server }> {
  const seen: Seen[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const entry = { method, url, headers, body: Buffer.concat(chunks) };
      seen.push(entry);
      respond(entry, outgoing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), seen, server };
}

export interface EdgeSetup {
  /** Merged over the default behaviour. */
  readonly behaviour?: Properties;
  readonly behaviours?: readonly Properties[];
  readonly config?: Properties;
  readonly origin?: Properties;
  readonly resources?: Partial<DistributionResources>;
  readonly options?: Partial<CloudFrontOptions>;
}

export function toResources(setup: EdgeSetup): DistributionResources {
  const base = { TargetOriginId: 'o', ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: CACHING_DISABLED };
  return {
    logicalId: 'Site',
    distributionId: 'EDFDVBD6EXAMPLE',
    arn: 'arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE',
    domainName: 'd111111abcdef8.cloudfront.net',
    config: {
      Enabled: true,
      Origins: [{ Id: 'o', DomainName: ORIGIN_DOMAIN, S3OriginConfig: { OriginAccessIdentity: '' }, ...setup.origin }],
      DefaultCacheBehavior: { ...base, ...setup.behaviour },
      CacheBehaviors: (setup.behaviours ?? []).map((behaviour) => ({ ...base, ...behaviour })),
      ...setup.config,
    },
    cachePolicies: new Map(),
    originRequestPolicies: new Map(),
    responseHeadersPolicies: new Map(),
    functions: new Map(),
    originAccessControls: new Map(),
    keyGroups: new Map(),
    publicKeys: new Map(),
    logicalIds: new Map(),
    ...setup.resources,
  };
}

export interface TestEdge extends CloudFront {
  readonly log: string[];
  readonly clock: { nowMs: number };
}

export async function startEdge(target: TestOrigin | null, setup: EdgeSetup = {}): Promise<TestEdge> {
  const log: string[] = [];
  const clock = { nowMs: EDGE_NOW_MS };
  const edge = await createCloudFront({
    resources: toResources(setup),
    port: 0,
    host: '127.0.0.1',
    lambda: () => Promise.reject(new Error('no function was expected to run')),
    resolveOrigin: (domainName) => (domainName === ORIGIN_DOMAIN && target ? target.url : null),
    oacCredential: {
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'secret',
      principal: { kind: 'service', name: 'cloudfront.amazonaws.com', policies: [] },
    },
    now: () => clock.nowMs,
    log: (source, line) => log.push(`${source}: ${line}`),
    ...setup.options,
  });
  onTestFinished(() => edge.close());
  return { ...edge, log, clock };
}

export interface ViewerResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
}

export interface Send {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: string | Buffer;
}

/** Sends a request whose target stays as it is written (fetch would normalise it). */
export function send(
  edge: CloudFront,
  target: string,
  { method = 'GET', headers = {}, body }: Send = {},
): Promise<ViewerResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = sendHttp({
      host: '127.0.0.1',
      port: edge.port,
      path: target,
      method,
      agent: false,
      maxHeaderSize: 65_536,
      headers: Array.isArray(headers) ? [...headers] : { ...headers },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const whole = Buffer.concat(chunks);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: whole, text: whole.toString() });
      });
    });
    outgoing.end(body);
  });
}

/** Nothing in the key, nothing forwarded. */
export const NONE = {
  CookiesConfig: { CookieBehavior: 'none' },
  HeadersConfig: { HeaderBehavior: 'none' },
  QueryStringsConfig: { QueryStringBehavior: 'none' },
};

/** The default behaviour with a cache policy of its own. */
export function withTtl(
  ttl: { min: number; default: number; max: number },
  parameters: object = {},
  behaviour: object = {},
): EdgeSetup {
  const config = {
    Name: 'c',
    MinTTL: ttl.min,
    DefaultTTL: ttl.default,
    MaxTTL: ttl.max,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: false,
      EnableAcceptEncodingBrotli: false,
      ...NONE,
      ...parameters,
    },
  };
  return {
    behaviour: { CachePolicyId: 'c', ...behaviour },
    resources: { cachePolicies: new Map([['c', { CachePolicyConfig: config }]]) },
  };
}

/** An origin's response of known length. */
export function respondWith(headers: Record<string, string>, status = 200, text = 'content') {
  return (_seen: Seen, outgoing: ServerResponse) =>
    outgoing.writeHead(status, { 'Content-Length': String(text.length), ...headers }).end(text);
}

/** Seconds. */
export const WIDE = { min: 0, default: 100, max: 1000 };
