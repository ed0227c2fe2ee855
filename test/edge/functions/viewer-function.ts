/**
 * A CloudFront Function as it is deployed, run in every engine that is at hand: the sandbox, and njs where it is on PATH.
 * Both must give the same.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FunctionRequest, FunctionResponse } from '../../../edge/functions/cloudfront-function.ts';
import { bundleViewerFunction, type ViewerConstants } from '../../../infra/build/bundle.ts';
import { createFunctionProgram } from '../../../infra/local/aws/cloudfront/function-program.ts';
import { findNjs, runInNjs } from '../../support/run-in-njs.ts';

export interface ViewerFunction {
  readonly code: string;
  run(request: Partial<FunctionRequest>): Promise<FunctionRequest & FunctionResponse>;
}

/**
 * @param name file name in edge/functions
 * @param values What its key-value store holds, of a function that has one; may be changed between runs.
 */
export async function loadViewerFunction(
  name: string,
  values?: Readonly<Record<string, string>>,
  constants?: ViewerConstants,
): Promise<ViewerFunction> {
  const entry = new URL(`../../../edge/functions/${name}.ts`, import.meta.url).pathname;
  const code = await bundleViewerFunction(entry, constants);
  const facts = { id: 'store', itemCount: 1, createdMs: 0, changedMs: 0 };
  const store = values === undefined ? {} : { store: { facts, get: (key: string) => values[key] ?? null } };
  const program = createFunctionProgram({ name, code, runtime: 'cloudfront-js-2.0', ...store });
  return {
    code,
    async run(changes) {
      const request = { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {}, ...changes };
      const event = { version: '1.0', context: { requestId: 'r-1' }, viewer: { ip: '203.0.113.7' }, request };
      const outcome = program.run(event, { nowMs: Date.now(), log: () => undefined });
      if (!outcome.ok) throw new Error(outcome.message);
      const value: unknown = JSON.parse(JSON.stringify(outcome.value));
      // njs prints no more than 2 KB of a line.
      if (findNjs() !== null && JSON.stringify(value).length < 2000) {
        const inNjs = await runInNjs(code, event, values);
        if (!isDeepStrictEqual(inNjs, value)) throw new Error(`njs gives ${JSON.stringify(inNjs)}`);
      }
      return value as FunctionRequest & FunctionResponse;
    },
  };
}
