/**
 * One line of JSON a request, which CloudWatch also reads as metrics (CloudWatch User Guide, "Embedded metric format
 * specification"). It names the route and the outcome; it has no token, claim, title, key or URL.
 */
import type { ProblemCode } from '../problem.ts';

export interface RequestOutcome {
  readonly deployment: string;
  /** As the table of routes spells it: never the path that was sent. */
  readonly route: string;
  readonly status: number;
  readonly requestId: string;
  readonly atMs: number;
  readonly latencyMs: number;
  /** The first request of this process. */
  readonly isCold: boolean;
  readonly ticketsIssued: number;
  readonly problem?: ProblemCode;
  /** What lies behind a problem. Errors of AWS and of jose tell a code, not data. */
  readonly cause?: unknown;
}

export const METRICS_NAMESPACE = 'Edgeshot';
const DENIALS: readonly (ProblemCode | undefined)[] = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'access-denied',
];
const METRICS = [
  { Name: 'latency', Unit: 'Milliseconds' },
  { Name: 'cold', Unit: 'Count' },
  { Name: 'tickets_issued', Unit: 'Count' },
  { Name: 'denied', Unit: 'Count' },
  { Name: 'failed', Unit: 'Count' },
];

export function formatLogLine(outcome: RequestOutcome): string {
  return JSON.stringify({
    _aws: {
      Timestamp: outcome.atMs,
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [['stage', 'route']], Metrics: METRICS }],
    },
    stage: outcome.deployment,
    route: outcome.route,
    request_id: outcome.requestId,
    status: outcome.status,
    ...(outcome.problem === undefined ? {} : { problem: outcome.problem }),
    ...(outcome.cause === undefined ? {} : { cause: formatCause(outcome.cause) }),
    latency: outcome.latencyMs,
    cold: Number(outcome.isCold),
    tickets_issued: outcome.ticketsIssued,
    denied: Number(DENIALS.includes(outcome.problem)),
    failed: Number(outcome.status >= 500),
  });
}

export interface KeysFailure {
  readonly deployment: string;
  /** Which keys. */
  readonly keys: string;
  readonly cause: unknown;
  readonly atMs: number;
}

/** Tells that keys could not be had anew, or those that came are none: the ones at hand stay in use. */
export function formatKeysFailure({ deployment, keys, cause, atMs }: KeysFailure): string {
  const metric = { Namespace: METRICS_NAMESPACE, Dimensions: [['stage', 'keys']] };
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [{ ...metric, Metrics: [{ Name: 'keys_not_renewed', Unit: 'Count' }] }],
    },
    stage: deployment,
    keys,
    cause: formatCause(cause instanceof Error && cause.cause !== undefined ? cause.cause : cause),
    keys_not_renewed: 1,
  });
}

/** Name and code of an error; of our own TypeErrors, which only ever name a member, the message and place as well. */
function formatCause(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : '';
  return cause instanceof TypeError ? (cause.stack ?? cause.message).slice(0, 600) : `${cause.name}${code}`;
}
