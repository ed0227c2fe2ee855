/** Runs the functions of a behaviour at their four events and turns what they give into the next step. */
import type { LambdaOutcome } from '../lambda/lambda-function.ts';
import type { Behaviour, LambdaAssociation, LambdaEventType } from './behaviour.ts';
import type { CloudFrontRequest, CloudFrontResponse, EdgeContext } from './edge-message.ts';
import type { EdgeErrorCode } from './errors.ts';
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
  | { readonly kind: 'response'; readonly response: CloudFrontResponse; readonly by: 'Function' | 'Lambda' }
  | Failure;
export type ResponseStep = { readonly kind: 'response'; readonly response: CloudFrontResponse } | Failure;

interface Failure {
  readonly kind: 'failed';
  readonly code: EdgeErrorCode;
}

export interface RequestEvent {
  readonly behaviour: Behaviour;
  readonly context: EdgeContext;
  readonly request: CloudFrontRequest;
  readonly body: ExposedBody | null;
}

export interface ResponseEvent extends Omit<RequestEvent, 'body'> {
  readonly response: CloudFrontResponse;
}

/** @param shown What a CloudFront Function sees: the request with the `CloudFront-*` headers that the policies ask for. */
export async function runViewerRequest(
  runner: FunctionRunner,
  event: RequestEvent,
  shown: CloudFrontRequest,
): Promise<RequestStep> {
  const { behaviour, context, request } = event;
  const program = behaviour.functions['viewer-request'];
  if (!program) return runLambdaRequest(runner, 'viewer-request', event);
  const value = runProgram(runner, program, toFunctionEvent(context, shown, null));
  if ('kind' in value) return value;
  const result = parseRequestResult(value.result, shown);
  if (result.kind === 'invalid')
    return reportInvalid(runner, program.name, { ...result, code: 'FunctionValidationError' });
  if (result.kind === 'response') return { ...result, by: 'Function' };
  const isGenerated = (name: string) => shown.headers.has(name) && !request.headers.has(name);
  const headers = new Map([...result.request.headers].filter(([name]) => !isGenerated(name)));
  return { kind: 'request', request: { ...result.request, headers }, replacedBody: null };
}

export function runOriginRequest(runner: FunctionRunner, event: RequestEvent): Promise<RequestStep> {
  return runLambdaRequest(runner, 'origin-request', event);
}

export function runOriginResponse(runner: FunctionRunner, event: ResponseEvent): Promise<ResponseStep> {
  return runLambdaResponse(runner, 'origin-response', event);
}

export async function runViewerResponse(runner: FunctionRunner, event: ResponseEvent): Promise<ResponseStep> {
  const { behaviour, context, request, response } = event;
  const program = behaviour.functions['viewer-response'];
  if (!program) return runLambdaResponse(runner, 'viewer-response', event);
  const value = runProgram(runner, program, toFunctionEvent(context, request, response));
  if ('kind' in value) return value;
  const result = parseResponseResult(value.result, response);
  if (result.kind === 'response') return result;
  const message = result.kind === 'invalid' ? result.message : 'a request was returned';
  return reportInvalid(runner, program.name, { message, code: 'FunctionValidationError' });
}

function runProgram(runner: FunctionRunner, program: FunctionProgram, event: object): { result: unknown } | Failure {
  const outcome = program.run(event, { nowMs: runner.now(), log: (line) => runner.log(program.name, line) });
  if (outcome.ok) return { result: outcome.value };
  runner.log(program.name, `failed: ${outcome.message}`);
  return { kind: 'failed', code: 'FunctionExecutionError' };
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
  if ('kind' in value) return value;
  const result = parseLambdaRequestResult(value.result, given);
  if (result.kind === 'invalid') {
    return reportInvalid(runner, lambda.versionArn, { ...result, code: 'LambdaValidationError' });
  }
  return result.kind === 'response' ? { ...result, by: 'Lambda' } : result;
}

async function runLambdaResponse(
  runner: FunctionRunner,
  eventType: Extract<LambdaEventType, 'origin-response' | 'viewer-response'>,
  { behaviour, context, request, response }: ResponseEvent,
): Promise<ResponseStep> {
  const lambda = behaviour.lambdas[eventType];
  if (!lambda) return { kind: 'response', response };
  const origin = eventType === 'origin-response' ? { origin: behaviour.origin } : {};
  const value = await invoke(runner, lambda, { eventType, context, request, response, ...origin });
  if ('kind' in value) return value;
  const result = parseLambdaResponse(value.result, { eventType, response });
  if (result.kind === 'response') return result;
  return reportInvalid(runner, lambda.versionArn, { ...result, code: 'LambdaValidationError' });
}

async function invoke(
  { lambda, log }: FunctionRunner,
  { versionArn }: LambdaAssociation,
  parts: LambdaEventParts,
): Promise<{ result: unknown } | Failure> {
  const outcome = await lambda(versionArn, toLambdaEvent(parts)).catch(toFailedOutcome);
  if (outcome.ok) return { result: outcome.value };
  log(versionArn, `${parts.eventType} failed: ${outcome.reason} ${outcome.errorType}: ${outcome.message}`);
  return { kind: 'failed', code: outcome.reason === 'timeout' ? 'LambdaTimeout' : 'LambdaExecutionError' };
}

/** A version that nobody runs, or a service that is gone, fails as its function would. */
function toFailedOutcome(error: unknown): LambdaOutcome {
  return { ok: false, reason: 'error', errorType: 'Runtime.Unreachable', message: String(error) };
}

function reportInvalid(
  { log }: FunctionRunner,
  source: string,
  { message, code }: { message: string; code: EdgeErrorCode },
): Failure {
  log(source, `the result is not valid: ${message}`);
  return { kind: 'failed', code };
}
