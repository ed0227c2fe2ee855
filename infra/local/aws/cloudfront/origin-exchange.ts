/** One exchange with an origin, with the functions around it: origin-request, signing, sending, origin-response. */
import type { Readable } from 'node:stream';
import type { Credential } from '../iam/credentials.ts';
import type { Behaviour } from './behaviour.ts';
import { EdgeFailure } from './edge-failure.ts';
import { type FunctionRunner, runOriginRequest, runOriginResponse } from './edge-functions.ts';
import { type CloudFrontRequest, type CloudFrontResponse, drain, type EdgeContext } from './edge-message.ts';
import { openBody } from './exposed-body.ts';
import { isHeaderSelected } from './forwarded-request.ts';
import { type HeaderMap, headerValue, toHeaderMap, withHeader, withoutHeaders } from './header-map.ts';
import { EXPOSED_BODY_BYTES, type ExposedBody } from './lambda-edge-event.ts';
import { signOriginRequest } from './origin-access.ts';
import { fetchFromOrigin } from './origin-fetch.ts';

const VARY_KEPT: ReadonlySet<string> = new Set(['*', 'accept-encoding', 'cookie']);

export interface OriginSide extends FunctionRunner {
  readonly resolveOrigin: (domainName: string) => URL | null;
  readonly credential: Credential;
}

export interface OriginExchange {
  readonly behaviour: Behaviour;
  readonly context: EdgeContext;
  /** What is forwarded of the viewer's request. */
  readonly request: CloudFrontRequest;
  readonly body: Buffer | Readable | null;
  readonly signal: AbortSignal;
}

export interface OriginResult {
  readonly response: CloudFrontResponse;
  /** Whether a function made the response in place of the origin. */
  readonly isGenerated: boolean;
}

/** @throws {EdgeFailure} when the origin or a function fails. */
export async function exchangeWithOrigin(side: OriginSide, exchange: OriginExchange): Promise<OriginResult> {
  const { behaviour, context, request } = exchange;
  // CloudFront looks an origin's name up before it runs the function, even one that responds itself.
  const target = side.resolveOrigin(behaviour.origin.domainName);
  if (!target) throw new EdgeFailure('OriginUnreachable', `nothing serves ${behaviour.origin.domainName}`);
  const { exposed, whole } = await exposeBody(exchange);
  const step = await runOriginRequest(side, { behaviour, context, request, body: exposed }).catch((error: unknown) => {
    drain(whole);
    throw error;
  });
  if (step.kind === 'response' || step.replacedBody !== null) drain(whole);
  if (step.kind === 'response') return { response: step.response, isGenerated: true };
  const body = step.replacedBody ?? whole;
  const signed = sign(side, exchange, { request: step.request, hasBody: body !== null });
  const fetched = await fetchFromOrigin(signed, { origin: behaviour.origin, target, body, signal: exchange.signal });
  const response = { ...fetched, headers: cleanHeaders(fetched, behaviour) };
  const given = { behaviour, context, request: step.request, response };
  const changed = await runOriginResponse(side, given).catch((error: unknown) => {
    fetched.body.destroy();
    throw error;
  });
  if (changed.body !== fetched.body) drain(fetched.body);
  return { response: changed, isGenerated: false };
}

interface SentRequest {
  readonly request: CloudFrontRequest;
  readonly hasBody: boolean;
}

function sign(side: OriginSide, exchange: OriginExchange, { request, hasBody }: SentRequest): CloudFrontRequest {
  const { origin } = exchange.behaviour;
  return signOriginRequest(toSentRequest(request, exchange), {
    signing: origin.kind.type === 's3' ? origin.kind.signing : null,
    credential: side.credential,
    domainName: origin.domainName,
    pathPrefix: origin.path,
    nowMs: side.now(),
    hasBody,
  });
}

/** Adds the origin's custom headers, which win over the viewer's, and the id that CloudFront gives each request. */
function toSentRequest(request: CloudFrontRequest, { behaviour, context }: OriginExchange): CloudFrontRequest {
  const custom = toHeaderMap(behaviour.origin.customHeaders);
  return {
    ...request,
    headers: withHeader(new Map([...request.headers, ...custom]), 'X-Amz-Cf-Id', context.requestId),
  };
}

async function exposeBody({ behaviour, body }: OriginExchange): Promise<{
  exposed: ExposedBody | null;
  whole: Buffer | Readable | null;
}> {
  if (!behaviour.lambdas['origin-request']?.includeBody || body === null) return { exposed: null, whole: body };
  const limit = EXPOSED_BODY_BYTES['origin-request'];
  if (!Buffer.isBuffer(body)) return openBody(body, limit);
  return { exposed: { data: body.subarray(0, limit), isTruncated: body.length > limit }, whole: body };
}

/** Takes off what CloudFront keeps to itself: S3's ids, cookies that are not forwarded, names of `Vary` that the origin never saw. */
function cleanHeaders({ headers }: CloudFrontResponse, behaviour: Behaviour): HeaderMap {
  const { origin, cachePolicy, originRequestPolicy } = behaviour;
  const hasCookies = cachePolicy.cookies.mode !== 'none' || (originRequestPolicy?.cookies.mode ?? 'none') !== 'none';
  const kept = withoutHeaders(headers, [
    ...(origin.kind.type === 's3' ? ['x-amz-id-2', 'x-amz-request-id'] : []),
    ...(hasCookies ? [] : ['set-cookie']),
  ]);
  const vary = headerValue(kept, 'vary');
  if (vary === null) return kept;
  const names = vary.split(',').map((name) => name.trim());
  const isKept = (name: string) => VARY_KEPT.has(name) || isHeaderSelected(behaviour, name);
  const known = names.filter((name) => isKept(name.toLowerCase()));
  return known.length > 0 ? withHeader(kept, 'Vary', known.join(', ')) : withoutHeaders(kept, ['vary']);
}
