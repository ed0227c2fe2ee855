/** Runs the functions of a behaviour at their four events and turns what they give into the next step. */
import type { LambdaOutcome } from '../lambda/lambda-function.ts';
import type { Behaviour, LambdaAssociation, LambdaEventType } from './behaviour.ts';
import { EdgeFailure } from './edge-failure.ts';
import type { CloudFrontRequest, CloudFrontResponse, EdgeContext } from './edge-message.ts';
import { toFunctionEvent } from './function-event.ts';
import type { FunctionProgram } from './function-program.ts';
import { parseRequestResult, parseResponseResult } from './function-result.ts';
import { type ExposedBody, type LambdaEventParts, toLambdaEvent } from './lambda-edge-event.ts';
import { parseLambdaRequestResult, parseLambdaResponse } from './lambda-edge-result.ts';

export interface FunctionRunner {
  readonly lambda: (versionArn: string, event: unknown) => Promise<LambdaOutcome>;
  readonly log: (source: string, line: string) => void;
  readonly now: () => number;
}

export type RequestStep =
  | { readonly kind: 'request'; readonly request: CloudFrontRequest; readonly replacedBody: Buffer | null }
  | { readonly kind: 'response'; readonly response: CloudFrontResponse; readonly by: 'Function' | 'Lambda' };

export interface RequestEvent {
  readonly behaviour: Behaviour;
  readonly context: EdgeContext;
  readonly request: CloudFrontRequest;
  readonly body: ExposedBody | null;
}

export interface ResponseEvent extends Omit<RequestEvent, 'body'> {
  readonly response: CloudFrontResponse;
}

/**
 * Runs the function at viewer-request, of either kind.
 * @param shown What a CloudFront Function sees: the request with the `CloudFront-*` headers that the policies ask for.
 * @throws {EdgeFailure} when the function fails, or CloudFront would not take its result.
 */
export async function runViewerRequest(
  runner: FunctionRunner,
  event: RequestEvent,
  shown: CloudFrontRequest,
): Promise<RequestStep> {
  const { behaviour, context, request } = event;
  const program = behaviour.functions['viewer-request'];
  if (!program) return runLambdaRequest(runner, 'viewer-request', event);
  const value = runProgram(runner, program, toFunctionEvent(context, shown, null));
  const result = logInvalid(runner, program.name, () => parseRequestResult(value, shown));
  if (result.kind === 'response') return { ...result, by: 'Function' };
  const isGenerated = (name: string) => shown.headers.has(name) && !request.headers.has(name);
  const headers = new Map([...result.request.headers].filter(([name]) => !isGenerated(name)));
  return { kind: 'request', request: { ...result.request, headers }, replacedBody: null };
}

/** @throws {EdgeFailure} when the function fails, or CloudFront would not take its result. */
export function runOriginRequest(runner: FunctionRunner, event: RequestEvent): Promise<RequestStep> {
  return runLambdaRequest(runner, 'origin-request', event);
}

/** @throws {EdgeFailure} when the function fails, or CloudFront would not take its result. */
export function runOriginResponse(runner: FunctionRunner, event: ResponseEvent): Promise<CloudFrontResponse> {
  return runLambdaResponse(runner, 'origin-response', event);
}

/** @throws {EdgeFailure} when the function fails, or CloudFront would not take its result. */
export async function runViewerResponse(runner: FunctionRunner, event: ResponseEvent): Promise<CloudFrontResponse> {
  const { behaviour, context, request, response } = event;
  const program = behaviour.functions['viewer-response'];
  if (!program) return runLambdaResponse(runner, 'viewer-response', event);
  const value = runProgram(runner, program, toFunctionEvent(context, request, response));
  return logInvalid(runner, program.name, () => parseResponseResult(value, response));
}

function runProgram(runner: FunctionRunner, program: FunctionProgram, event: object): unknown {
  const outcome = program.run(event, { nowMs: runner.now(), log: (line) => runner.log(program.name, line) });
  if (outcome.ok) return outcome.value;
  runner.log(program.name, `failed: ${outcome.message}`);
  throw new EdgeFailure('FunctionExecutionError', outcome.message);
}

async function runLambdaRequest(
  runner: FunctionRunner,
  eventType: 'viewer-request' | 'origin-request',
  { behaviour, context, request, body }: RequestEvent,
): Promise<RequestStep> {
  const lambda = behaviour.lambdas[eventType];
  if (!lambda) return { kind: 'request', request, replacedBody: null };
  const given = { eventType, request, ...(eventType === 'origin-request' ? { origin: behaviour.origin } : {}) };
  const value = await invoke(runner, lambda, { ...given, context, body });
  const result = logInvalid(runner, lambda.versionArn, () => parseLambdaRequestResult(value, given));
  return result.kind === 'response' ? { ...result, by: 'Lambda' } : result;
}

async function runLambdaResponse(
  runner: FunctionRunner,
  eventType: Extract<LambdaEventType, 'origin-response' | 'viewer-response'>,
  { behaviour, context, request, response }: ResponseEvent,
): Promise<CloudFrontResponse> {
  const lambda = behaviour.lambdas[eventType];
  if (!lambda) return response;
  const origin = eventType === 'origin-response' ? { origin: behaviour.origin } : {};
  const value = await invoke(runner, lambda, { eventType, context, request, response, ...origin });
  return logInvalid(runner, lambda.versionArn, () => parseLambdaResponse(value, { eventType, response }));
}

async function invoke(
  { lambda, log }: FunctionRunner,
  { versionArn }: LambdaAssociation,
  parts: LambdaEventParts,
): Promise<unknown> {
  const outcome = await lambda(versionArn, toLambdaEvent(parts)).catch(toFailedOutcome);
  if (outcome.ok) return outcome.value;
  log(versionArn, `${parts.eventType} failed: ${outcome.reason} ${outcome.errorType}: ${outcome.message}`);
  throw new EdgeFailure(outcome.reason === 'timeout' ? 'LambdaTimeout' : 'LambdaExecutionError', outcome.message);
}

/** A version that nobody runs, or a service that is gone, fails as its function would. */
function toFailedOutcome(error: unknown): LambdaOutcome {
  return { ok: false, reason: 'error', errorType: 'Runtime.Unreachable', message: String(error) };
}

/** Only the log gets to know what is wrong with a function's result. */
function logInvalid<T>({ log }: FunctionRunner, source: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof EdgeFailure) log(source, `the result is not valid: ${error.message}`);
    throw error;
  }
}
