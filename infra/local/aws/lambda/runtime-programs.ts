/** The two programs of a function's process as plain JavaScript, so that the process need not strip types at each start. */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { OUT_OF_MEMORY_NOTE, SENTINEL_FD } from './messages.ts';

export interface RuntimePrograms {
  /** ES module, for `node --eval`. */
  readonly runtime: string;
  /** CommonJS, for a worker thread. */
  readonly sentinel: string;
}

const DEFINE = { SENTINEL_FD: String(SENTINEL_FD), OUT_OF_MEMORY_NOTE: JSON.stringify(OUT_OF_MEMORY_NOTE) };

export async function buildRuntimePrograms(): Promise<RuntimePrograms> {
  const [runtime, sentinel] = await Promise.all([compile('runtime.ts', 'esm'), compile('sentinel.ts', 'cjs')]);
  return { runtime, sentinel };
}

async function compile(file: string, format: 'esm' | 'cjs'): Promise<string> {
  const source = await readFile(new URL(file, import.meta.url), 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'node24', format, define: DEFINE });
  return code;
}
