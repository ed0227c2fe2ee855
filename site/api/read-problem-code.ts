/** Reads the code out of a problem document (RFC 9457). */
import { PROBLEMS, type ProblemCode } from '../../edge/problem.ts';

/** Null for any other text: a page of something in between. */
export function readProblemCode(body: string): ProblemCode | null {
  try {
    const value: unknown = JSON.parse(body);
    const code = typeof value === 'object' && value !== null && 'code' in value ? value.code : null;
    return typeof code === 'string' && Object.hasOwn(PROBLEMS, code) ? (code as ProblemCode) : null;
  } catch {
    return null;
  }
}
