/** Asks the edge that the cases of the contract are for. */
import { expect } from 'vitest';
import type { Ticket } from '../../../edge/api.ts';
import { memberFaults, PROBLEM } from './members.ts';

/** An edge that a worker and a dispatcher may use. The worker is in `j-open` and `j-closed`, which takes no photos; there is `j-other`. */
export interface EdgeTarget {
  readonly url: string;
  readonly tokens: Readonly<Record<'worker' | 'dispatcher', string>>;
  /** Has what was stored become a photo of its job, where nothing does so by itself. */
  develop(ticket: Ticket): Promise<void>;
  close(): Promise<void>;
}

export interface CaseRequest {
  readonly method?: string;
  readonly as?: 'worker' | 'dispatcher' | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a case asserts on is whatever came
  readonly body: any;
}

let target: EdgeTarget;

export function setTarget(opened: EdgeTarget): void {
  target = opened;
}

export function getTarget(): EdgeTarget {
  return target;
}

export async function ask(
  path: string,
  { method = 'GET', as = 'worker', headers = {}, json }: CaseRequest = {},
): Promise<Got> {
  const authorization = as === null ? {} : { authorization: `Bearer ${target.tokens[as]}` };
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const response = await fetch(target.url + path, { method, headers: { ...headers, ...authorization }, ...body });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.endsWith('json') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export function expectProblem({ status, headers, body }: Got, expected: { status: number; code: string }): void {
  expect({ status, code: body.code }).toEqual(expected);
  expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['application/problem+json', 'no-store']);
  expect(memberFaults(body, PROBLEM)).toEqual([]);
}
