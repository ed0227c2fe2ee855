/**
 * Puts V8's compiled code beside a bundle, so that a cold start need not compile it. `index.js` becomes a loader of
 * `handler.js` and `handler.cache`. V8 itself checks that the cache is of its own version and flags and of this source;
 * where it is not (Lambda's Node is another build), or where the file is gone, the source is compiled as ever.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const EXERCISE = fileURLToPath(new URL('exercise-edge-function.ts', import.meta.url));
const TIME_LIMIT_MS = 60_000;

/** CommonJS, as `index.js`. What `require` would wrap a module in is spelled out, for the cache is of the whole. */
export const LOADER = `'use strict';
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const filename = __dirname + '/handler.js';
let cachedData;
try {
  cachedData = readFileSync(__dirname + '/handler.cache');
} catch {}
const source = '(function (exports, require, module, __filename, __dirname) {' + readFileSync(filename, 'utf8') + '\\n})';
new Script(source, { filename, cachedData }).runInThisContext()(exports, require, module, filename, __dirname);
`;

const CACHE = 'handler.cache';

/** Turns the bundle in `directory` into loader, source and cache. */
export async function addCodeCache(directory: string): Promise<void> {
  await rename(join(directory, 'index.js'), join(directory, 'handler.js'));
  await writeFile(join(directory, 'index.js'), LOADER);
  await promisify(execFile)(process.execPath, [EXERCISE, directory], { env: {}, timeout: TIME_LIMIT_MS });
}

/**
 * Names a function's code by what it says. Two caches of one source differ in their bytes; a deployment that knew only
 * the files would replace the functions at every edge each time it is built.
 */
export function hashSource(directory: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(directory).sort()) {
    if (file !== CACHE) hash.update(`${file}\n`).update(readFileSync(join(directory, file)));
  }
  return hash.digest('hex');
}
