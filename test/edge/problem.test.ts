import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError, PROBLEMS, type ProblemCode, toProblem } from '../../edge/problem.ts';

const DOCS = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
const CODES = Object.keys(PROBLEMS) as ProblemCode[];

describe('PROBLEMS', () => {
  it.each(CODES)('%s is documented with its status and what to do', (code) => {
    const { status, retry } = PROBLEMS[code];
    expect(DOCS).toContain(`\n## ${code}\n${status}, ${retry}. `);
  });

  it('documents no other code', () => {
    expect([...DOCS.matchAll(/^## (.+)$/gm)].map(([, code]) => code).sort()).toEqual([...CODES].sort());
  });
});

describe('toProblem', () => {
  it('tells what the caller may know, and never the cause', () => {
    const error = new AppError('internal', { detail: 'told', cause: new Error('secret') });
    expect(JSON.stringify(toProblem(error, 'r-1'))).not.toContain('secret');
    expect(toProblem(error, 'r-1')).toEqual({
      type: '/problems#internal',
      code: 'internal',
      title: PROBLEMS.internal.title,
      status: 500,
      detail: 'told',
      retry: 'later',
      request_id: 'r-1',
    });
  });
});
