import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_JOB } from '../../../origin/job-records.ts';
import { formatWordPartition } from '../../../origin/job-words.ts';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';
import { commandFile, operate as run } from './operate.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
});
afterEach(() => pipeline.close());

const operate = (name: string, ...args: string[]) => run(name, args, { data: pipeline.directory });
const SMALL = ['--jobs', '12', '--member-jobs', '5', '--photos', '9', '--in', 'j-big'];

/** All but how often an album has changed, which tells of the past. */
async function readContents() {
  return (await pipeline.readTable()).map(({ album_revision: _revision, ...row }) => row);
}

async function listKeys(): Promise<string[]> {
  const { Versions = [] } = await pipeline.client.send(new ListObjectVersionsCommand({ Bucket: pipeline.bucket }));
  return Versions.map(({ Key = '' }) => Key);
}

describe('npm run fill', () => {
  it('writes what a reindex makes of the bucket, row by row and event by event, and nothing is developed again', async () => {
    const filled = await operate('fill', ...SMALL);
    expect(filled).toMatchObject({ code: 0, stderr: 'the local run: 12 jobs and 9 photos written\n' });
    expect(pipeline.notifications).toEqual([]);
    const before = { rows: await readContents(), audit: await pipeline.readAudit('j-big'), keys: await listKeys() };
    expect(before.rows.find(({ pk, sk }) => pk === 'JOB#j-big' && sk === 'JOB')).toMatchObject({ photo_count: 9 });

    const again = await operate('reindex');
    expect(again.stderr).toMatch(/jobs: 13 whole; photos: 9 whole\n$/);
    await pipeline.clearTables();
    const remade = await operate('reindex', '--all');
    expect(remade.stderr).toMatch(/jobs: 13 restored; photos: 9 ready\n$/);
    expect(await readContents()).toEqual(before.rows);
    expect(await pipeline.readAudit('j-big')).toEqual(before.audit);
    expect(await listKeys()).toEqual(before.keys);
  });

  it('gives the worker that was named so many jobs, the oldest among them and open, and "cafe" finds "Café"', async () => {
    await operate('fill', ...SMALL);
    const rows = await pipeline.readTable();
    const own = rows.filter(({ sk }) => sk === 'MEMBER#user-wes');
    expect(own.map(({ job_id }) => job_id).filter((jobId) => jobId !== 'j-big')).toHaveLength(5);
    expect(rows.find(({ pk, sk }) => pk === 'JOB#f00001' && sk === 'JOB')).toMatchObject({ status: 'open' });
    expect(own.map(({ job_id }) => job_id)).toContain('f00001');
    const words = rows.filter(({ pk, sk }) => pk === formatWordPartition(EVERY_JOB) && sk.startsWith('cafe#'));
    expect(words.map(({ job_id }) => job_id)).toEqual(['f00009']);
  });

  it('run again leaves what is there, adds what is missing, and counts each photo once', async () => {
    await operate('fill', ...SMALL);
    const more = ['--jobs', '14', '--photos', '19', '--in', 'j-big', '--member-jobs', '5'];
    expect((await operate('fill', ...more)).stderr).toBe(
      'the local run: 2 jobs and 10 photos written; 12 jobs and 9 photos were there\n',
    );
    const rows = await pipeline.readTable();
    expect(rows.find(({ pk, sk }) => pk === 'JOB#j-big' && sk === 'JOB')).toMatchObject({
      photo_count: 19,
      album_revision: 19,
    });
    expect(await pipeline.readRecords('j-big')).toHaveLength(19);
  });

  it('spreads photos over the newest jobs where no job is named', async () => {
    await operate('fill', '--jobs', '3', '--photos', '15');
    const counts = ['f00001', 'f00002', 'f00003'].map(async (jobId) => (await pipeline.readRecords(jobId)).length);
    expect(await Promise.all(counts)).toEqual([0, 5, 10]);
  });

  it('on Ctrl-C brings to its end what was begun, tells what it wrote, and the next goes on from there', async () => {
    const photos = ['--photos', '1200', '--in', 'j-big'];
    const args = [commandFile('fill'), '--data', pipeline.directory, ...photos];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const closed = once(child, 'close');
    const hasBegun = async () => (await listKeys()).some((key) => key.startsWith('jobs/j-big/'));
    while (child.exitCode === null && !(await hasBegun())) await wait(2);
    child.kill('SIGINT');
    expect(await closed).toEqual([130, null]);
    const written = (await pipeline.readRecords('j-big')).length;
    expect(written).toBeLessThan(1200);
    expect(stderr).toBe(
      `stopped: the local run: 0 jobs and ${written} photos written; 0 jobs and ${1200 - written} photos not written, do it again\n`,
    );
    expect((await operate('reindex', '--job', 'j-big')).stderr).toContain(`photos: ${written} whole\n`);
  });

  it.each([
    [[], '--jobs or --photos: how many?'],
    [['--jobs', 'many'], '--jobs: a whole number'],
    [['--photos', '11', '--jobs', '1'], '--photos: without --in'],
    [['--photos', '1', '--in', 'no/job'], '--in: no/job is no job id'],
    [['--jobs', '1', '--member', 'nobody'], '--member: nobody is not SUB=NAME'],
  ])('says what is wrong with %j', async (args, words) => {
    expect(await operate('fill', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});
