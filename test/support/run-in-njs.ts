/**
 * Runs a CloudFront Function in njs, the engine that evidence points to behind cloudfront-js-2.0 (AWS does not name it), where
 * that program is on PATH: `apt-get install njs` on Debian. For tests that hold a function against the engine itself.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIME_LIMIT_MS = 5000;
/** A function may import its helpers; njs finds the file by this very name. */
function formatHelpers(values: Readonly<Record<string, string>>): string {
  return `const values = ${JSON.stringify(values)};
function get(key) { return key in values ? Promise.resolve(values[key]) : Promise.reject(new Error('KeyNotFound')); }
function exists(key) { return Promise.resolve(key in values); }
export default { kvs: function () { return { get: get, exists: exists }; } };`;
}

const MARK = '\u0001result:';

/** Path of the engine, null where it is not installed. */
export function findNjs(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'njs')).find((file) => existsSync(file)) ?? null;
}

/**
 * Gives what the handler returns for an event.
 * @param code The function as deployed, without exports.
 * @param values What its key-value store holds.
 * @throws {Error} when the engine refuses or fails, with its own words
 */
export async function runInNjs(
  code: string,
  event: unknown,
  values: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const njs = findNjs();
  if (njs === null) throw new Error('njs is not on PATH');
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-njs-'));
  try {
    await writeFile(join(folder, 'cloudfront'), formatHelpers(values));
    await writeFile(join(folder, 'function.js'), toProgram(code, event));
    const { stdout } = await run(njs, ['-p', `${folder}/`, join(folder, 'function.js')], { timeout: TIME_LIMIT_MS });
    const result = stdout.split('\n').find((line) => line.startsWith(MARK));
    if (result === undefined) throw new Error(`njs gave no result: ${stdout.trim()}`);
    return JSON.parse(result.slice(MARK.length)) as unknown;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error(`${stderr}${stdout}`.trim() || message, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toProgram(code: string, event: unknown): string {
  return `${code}
;(function () {
  Promise.resolve(handler(${JSON.stringify(event)})).then(function (value) {
    console.log(${JSON.stringify(MARK)} + JSON.stringify(value));
  });
})();
`;
}
