/**
 * A viewer's request from the door to the answer, in CloudFront's order: behaviour, method, signature, viewer-request
 * function, cache, origin, viewer-response function.
 */
import type { Readable } from 'node:stream';
import type { StoredResponse } from './cache.ts';
import { type Admitted, type CachingEdge, exchangeThroughCache, type Failed, type Served } from './cached-exchange.ts';
import type { Distribution } from './distribution.ts';
import { runViewerRequest, runViewerResponse } from './edge-functions.ts';
import { type CloudFrontRequest, type CloudFrontResponse, drain } from './edge-message.ts';
import { toErrorResponse, toSignatureRefusal } from './errors.ts';
import { openBody } from './exposed-body.ts';
import { isCacheable, viewerHeaders } from './forwarded-request.ts';
import { withHeader, withHeaders } from './header-map.ts';
import { EXPOSED_BODY_BYTES } from './lambda-edge-event.ts';
import { toConditionalResponse } from './partial-response.ts';
import { normalisePath } from './path-pattern.ts';
import { applyResponseHeadersPolicy } from './response-headers.ts';
import { findSignatureFault, withoutSignature } from './signed-url.ts';

export interface Edge extends CachingEdge {
  readonly distribution: Distribution;
}

export interface ViewerRequest extends Omit<Admitted, 'behaviour' | 'body'> {
  readonly body: Readable | null;
}

export async function serveRequest(edge: Edge, incoming: ViewerRequest): Promise<CloudFrontResponse> {
  const { context, viewer } = incoming;
  const request = withRootPath(incoming.request, edge.distribution);
  const path = normalisePath(request.uri);
  const behaviour = edge.distribution.behaviours.find(({ pattern }) => pattern.test(path));
  if (!behaviour?.allowedMethods.has(request.method)) return toErrorResponse('MethodNotAllowed', context.requestId);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && incoming.body) return toErrorResponse('BodyNotAllowed', context.requestId);
  if (behaviour.signers) {
    const check = { signers: behaviour.signers, clientIp: viewer.clientIp, nowMs: edge.now() };
    const fault = findSignatureFault(request, check);
    if (fault !== null) return toSignatureRefusal(fault);
  }
  const served = await passViewerRequest(edge, {
    ...incoming,
    behaviour,
    request: behaviour.signers ? withoutSignature(request) : request,
  });
  return 'code' in served ? toErrorResponse(served.code, context.requestId) : served.response;
}

function withRootPath(request: CloudFrontRequest, { rootPath }: Distribution): CloudFrontRequest {
  return rootPath !== null && request.uri === '/' ? { ...request, uri: rootPath } : request;
}

async function passViewerRequest(edge: Edge, incoming: Admitted): Promise<{ response: CloudFrontResponse } | Failed> {
  const { behaviour, context, request, viewer } = incoming;
  const opened = await openForViewerFunction(incoming);
  const extra = Object.fromEntries(viewerHeaders(behaviour, viewer, request.headers));
  const shown = { ...request, headers: withHeaders(request.headers, extra) };
  const step = await runViewerRequest(edge, { behaviour, context, request, body: opened.exposed }, shown);
  if (step.kind !== 'request' || step.replacedBody) drain(opened.whole);
  if (step.kind === 'failed') return step;
  if (step.kind === 'response') {
    const xCache = `${step.by}GeneratedResponse from cloudfront`;
    return { response: dress(incoming, { response: step.response, xCache }) };
  }
  const admitted = { ...incoming, request: step.request, body: step.replacedBody ?? opened.whole };
  const served = await exchangeThroughCache(edge, admitted);
  return 'code' in served ? served : finish(edge, admitted, served);
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
  served: Served,
): Promise<{ response: CloudFrontResponse } | Failed> {
  const { behaviour, context, request } = admitted;
  const { body } = served.response;
  const isWhole = body === null || Buffer.isBuffer(body);
  const response =
    isWhole && isCacheable(behaviour, request.method)
      ? toConditionalResponse(request, { ...served.response, body } satisfies StoredResponse)
      : served.response;
  if (response.status >= 400) return { response: dress(admitted, { ...served, response }) };
  const step = await runViewerResponse(edge, { behaviour, context, request, response });
  if (step.kind === 'failed') return step;
  return { response: dress(admitted, { ...served, response: step.response }) };
}

function dress({ behaviour }: Admitted, { response, xCache }: Served): CloudFrontResponse {
  const headers = applyResponseHeadersPolicy(response.headers, behaviour.responseHeadersPolicy);
  return { ...response, headers: withHeader(headers, 'X-Cache', xCache) };
}
