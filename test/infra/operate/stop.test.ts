import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import { commandFile, operate } from './operate.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
});
afterEach(() => pipeline.close());

/** Runs a command until something has happened, then sends it what Ctrl-C sends. */
async function stopWhen(hasHappened: () => Promise<boolean>, name: string, ...args: string[]) {
  const all = [commandFile(name), '--data', pipeline.directory, ...args];
  const child: ChildProcess = spawn(process.execPath, all, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const closed = once(child, 'close');
  while (child.exitCode === null && !(await hasHappened())) await wait(2);
  child.kill('SIGINT');
  const [code] = await closed;
  return { code, stderr };
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function listImported(): Promise<string[]> {
  const { Contents = [] } = await pipeline.client.send(
    new ListObjectsV2Command({ Bucket: pipeline.bucket, Prefix: 'records/jobs/i-' }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

describe('Ctrl-C', () => {
  it('in an export leaves no part of a zip, and the file of before', async () => {
    const bytes = randomBytes(8 * 1024 * 1024);
    for (let index = 0; index < 12; index += 1) {
      await pipeline.upload(bytes, { photoId: photoIdOf(index) });
    }
    const file = join(pipeline.directory, 'out.zip');
    await writeFile(file, 'of before');
    const result = await stopWhen(() => isThere(`${file}.part`), 'export', '--job', 'j-1', '--force', file);
    expect(result).toEqual({ code: 130, stderr: 'stopped\n' });
    expect([await isThere(`${file}.part`), await readFile(file, 'utf8')]).toEqual([false, 'of before']);
  });

  it('in an import of jobs brings to its end what was begun, and tells what it wrote and what it did not', async () => {
    const jobs = Array.from({ length: 100 }, (_, index) => ({
      job_id: `i-${index}`,
      title: 'Sofa',
      address: '1 Elm St',
    }));
    const file = join(pipeline.directory, 'jobs.json');
    await writeFile(file, JSON.stringify(jobs));
    const hasBegun = async () => (await listImported()).length > 3;
    const { code, stderr } = await stopWhen(hasBegun, 'jobs', 'import', file);
    const imported = (await listImported()).length;
    expect(imported).toBeLessThan(100);
    expect([code, stderr]).toEqual([
      130,
      `stopped: the local run: ${imported} new, 0 changed, 0 as they were; ${100 - imported} not written, do it again\n`,
    ]);
  });

  it('in a reindex brings to its end what was begun, and the next goes on from there', async () => {
    const jpeg = await drawNoise(2000, 1500, 1).jpeg().toBuffer();
    for (let index = 0; index < 12; index += 1) {
      await pipeline.upload(jpeg, { photoId: photoIdOf(index) });
    }
    const hasBegun = async () => (await pipeline.readRecords()).length > 0;
    const { code, stderr } = await stopWhen(hasBegun, 'reindex', '--concurrency', '1');
    expect([code, stderr]).toEqual([130, expect.stringMatching(/^stopped: the local run: .* ready\n$/)]);
    const done = await pipeline.readRecords();
    expect(done.length).toBeLessThan(12);
    expect(done.filter(({ state }) => state !== 'ready')).toEqual([]);
    const rest = await operate('reindex', [], { data: pipeline.directory });
    expect(rest.stderr).toContain(`${done.length} whole, ${12 - done.length} ready`);
    expect(await pipeline.readRecords()).toHaveLength(12);
  });
});
