/**
 * A viewer's request from its first line to the response, in CloudFront's order: behaviour, method, signature, viewer-request
 * function, cache, origin, viewer-response function.
 */
import type { Readable } from 'node:stream';
import type { StoredResponse } from './cache.ts';
import { type Admitted, type CachingEdge, exchangeThroughCache, type Served } from './cached-exchange.ts';
import type { Distribution } from './distribution.ts';
import { EdgeFailure } from './edge-failure.ts';
import { runViewerRequest, runViewerResponse } from './edge-functions.ts';
import { type CloudFrontRequest, type CloudFrontResponse, drain } from './edge-message.ts';
import { openBody } from './exposed-body.ts';
import { isCacheable, viewerHeaders } from './forwarded-request.ts';
import { withHeader, withHeaders } from './header-map.ts';
import { EXPOSED_BODY_BYTES } from './lambda-edge-event.ts';
import { toConditionalResponse } from './partial-response.ts';
import { normalisePath } from './path-pattern.ts';
import { applyResponseHeadersPolicy } from './response-headers.ts';
import { checkSignature, withoutSignature } from './signed-url.ts';

export interface Edge extends CachingEdge {
  readonly distribution: Distribution;
}

export interface ViewerRequest extends Omit<Admitted, 'behaviour' | 'body'> {
  readonly body: Readable | null;
}

/** @throws {EdgeFailure} when the request is refused, or what it needs fails. */
export async function serveRequest(edge: Edge, incoming: ViewerRequest): Promise<CloudFrontResponse> {
  const request = withRootPath(incoming.request, edge.distribution);
  const path = normalisePath(request.uri);
  const behaviour = edge.distribution.behaviours.find(({ pattern }) => pattern.test(path));
  if (!behaviour?.allowedMethods.has(request.method)) throw new EdgeFailure('MethodNotAllowed');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && incoming.body) throw new EdgeFailure('BodyNotAllowed');
  const { signers } = behaviour;
  if (signers) checkSignature(request, { signers, clientIp: incoming.viewer.clientIp, nowMs: edge.now() });
  return passViewerRequest(edge, {
    ...incoming,
    behaviour,
    request: signers ? withoutSignature(request) : request,
  });
}

function withRootPath(request: CloudFrontRequest, { rootPath }: Distribution): CloudFrontRequest {
  return rootPath !== null && request.uri === '/' ? { ...request, uri: rootPath } : request;
}

async function passViewerRequest(edge: Edge, incoming: Admitted): Promise<CloudFrontResponse> {
  const { behaviour, context, request, viewer } = incoming;
  const opened = await openForViewerFunction(incoming);
  const extra = Object.fromEntries(viewerHeaders(behaviour, viewer, request.headers));
  const shown = { ...request, headers: withHeaders(request.headers, extra) };
  const event = { behaviour, context, request, body: opened.exposed };
  const step = await runViewerRequest(edge, event, shown).catch((error: unknown) => {
    drain(opened.whole);
    throw error;
  });
  if (step.kind === 'response' || step.replacedBody) drain(opened.whole);
  if (step.kind === 'response') {
    const xCache = `${step.by}GeneratedResponse from cloudfront`;
    return applyHeaders(incoming, { response: step.response, xCache });
  }
  const admitted = { ...incoming, request: step.request, body: step.replacedBody ?? opened.whole };
  return finish(edge, admitted, await exchangeThroughCache(edge, admitted));
}

async function openForViewerFunction({ behaviour, body }: Admitted) {
  const wantsBody = behaviour.lambdas['viewer-request']?.includeBody === true;
  if (!wantsBody || body === null || Buffer.isBuffer(body)) return { exposed: null, whole: body };
  return openBody(body, EXPOSED_BODY_BYTES['viewer-request']);
}

/** What comes from the cache or the origin: conditions, ranges, and the function at viewer-response. */
async function finish(
  edge: Edge,
  admitted: Admitted,
  { response: served, xCache }: Served,
): Promise<CloudFrontResponse> {
  const { behaviour, context, request } = admitted;
  const { body } = served;
  const isWhole = body === null || Buffer.isBuffer(body);
  const response =
    isWhole && isCacheable(behaviour, request.method)
      ? toConditionalResponse(request, { ...served, body } satisfies StoredResponse)
      : served;
  if (response.status >= 400) return applyHeaders(admitted, { response, xCache });
  const changed = await runViewerResponse(edge, { behaviour, context, request, response });
  return applyHeaders(admitted, { response: changed, xCache });
}

function applyHeaders({ behaviour }: Admitted, { response, xCache }: Served): CloudFrontResponse {
  const headers = applyResponseHeadersPolicy(response.headers, behaviour.responseHeadersPolicy);
  return { ...response, headers: withHeader(headers, 'X-Cache', xCache) };
}
