/** Reads a problem document (RFC 9457). */
import { PROBLEMS, type ProblemCode, type WrongField } from '../../edge/problem.ts';

export interface ReadProblem {
  /** Null for any other text: a page of something in between. */
  readonly code: ProblemCode | null;
  readonly detail: string | null;
  readonly errors: readonly WrongField[];
  /** What stands in the place of what was taken for granted; undefined where it does not say. */
  readonly current: unknown;
}

export function readProblem(body: string): ReadProblem {
  let value: {
    readonly code?: unknown;
    readonly detail?: unknown;
    readonly errors?: unknown;
    readonly current?: unknown;
  } | null = null;
  try {
    value = JSON.parse(body);
  } catch {
    // Not JSON: then it tells nothing.
  }
  const { code, detail, errors, current } = value ?? {};
  return {
    code: typeof code === 'string' && Object.hasOwn(PROBLEMS, code) ? (code as ProblemCode) : null,
    detail: typeof detail === 'string' ? detail : null,
    errors: Array.isArray(errors) ? errors.filter(isWrongField) : [],
    current,
  };
}

function isWrongField(value: unknown): value is WrongField {
  return typeof (value as Partial<WrongField> | null)?.pointer === 'string';
}
