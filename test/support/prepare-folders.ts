/**
 * Before a run of tests: a folder for whatever its processes leave in the system's temporary folder, and in it one for what
 * its workers prepare for their local runs. Both go with the run.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREPARED } from './prepared-folder.ts';

/** Each kind of tests calls it: the first makes the folder of all. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[PREPARED]) return;
  const before = process.env.TMPDIR;
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-tests-'));
  // As the folder that it stands for: other users may pass.
  await chmod(folder, 0o755);
  const prepared = join(folder, 'prepared');
  await mkdir(prepared);
  process.env.TMPDIR = folder;
  process.env[PREPARED] = prepared;
  return async () => {
    delete process.env[PREPARED];
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
