/** Reads a problem document (RFC 9457). */
import { PROBLEMS, type ProblemCode } from '../../edge/problem.ts';

export interface ReadProblem {
  /** Null for any other text: a page of something in between. */
  readonly code: ProblemCode | null;
  readonly detail: string | null;
}

export function readProblem(body: string): ReadProblem {
  let value: { readonly code?: unknown; readonly detail?: unknown } | null = null;
  try {
    value = JSON.parse(body);
  } catch {
    // Not JSON: then it tells nothing.
  }
  const { code, detail } = value ?? {};
  return {
    code: typeof code === 'string' && Object.hasOwn(PROBLEMS, code) ? (code as ProblemCode) : null,
    detail: typeof detail === 'string' ? detail : null,
  };
}
