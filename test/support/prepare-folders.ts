/** Before a run of tests: a folder for what its workers prepare for their local runs. It goes with the run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREPARED } from './prepared-folder.ts';

export async function setup(): Promise<void> {
  process.env[PREPARED] = await mkdtemp(join(tmpdir(), 'edgeshot-prepared-'));
}

export async function teardown(): Promise<void> {
  const folder = process.env[PREPARED];
  if (folder) await rm(folder, { recursive: true, force: true });
}
