/** One thing that can be seen of a deployment from outside, and what a run of such probes has in common. */
import type { Photo, Ticket } from '../../../edge/api.ts';

export interface SeenResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** Null where the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>> | null;
}

/** What earlier probes have found, for those that follow. */
export interface Journey {
  ticket?: Ticket;
  photo?: Photo;
}

export interface ProbeContext {
  /** Origin of the dashboard. */
  readonly base: string;
  /** Of this run alone. */
  readonly jobId: string;
  readonly journey: Journey;
  /** A JPEG of this run alone. */
  readonly picture: Buffer;
  /** Asks without a token, and follows no redirect. */
  ask(path: string, init?: RequestInit): Promise<SeenResponse>;
  /** Asks with the token. */
  askAs(path: string, init?: RequestInit): Promise<SeenResponse>;
  /** Asks again until `isDone`, for a minute at most and not once the run is stopped; gives the last that was seen. */
  poll(ask: () => Promise<SeenResponse>, isDone: (seen: SeenResponse) => boolean): Promise<SeenResponse>;
  readonly nowMs: number;
}

export interface DeploymentProbe {
  readonly name: string;
  /** Rows of docs/probes.md that it answers, as far as a machine can see. */
  readonly rows: readonly number[];
  readonly needs: 'nothing' | 'token';
  /** Gives what is otherwise than expected; null where all is well. */
  run(context: ProbeContext): Promise<string | null>;
}

/** The first of the conditions that does not hold, with what was seen. */
export function expectAll(seen: SeenResponse, conditions: Readonly<Record<string, boolean>>): string | null {
  const failed = Object.entries(conditions).find(([, holds]) => !holds);
  if (!failed) return null;
  const code = seen.json?.code === undefined ? '' : ` ${String(seen.json.code)}`;
  return `${failed[0]} (status ${seen.status}${code})`;
}
