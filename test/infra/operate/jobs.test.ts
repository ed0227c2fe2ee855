import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatJobFileKey, type JobFile, toJobRows } from '../../../origin/job-file.ts';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';
import { operate as run } from './operate.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
});
afterEach(() => pipeline.close());

const operate = (name: string, ...args: string[]) => run(name, args, { data: pipeline.directory });
const jobs = (...args: string[]) => operate('jobs', ...args);
const NEW = ['put', '--id', 'j-1', '--title', 'Küche', '--address', '4 Elm Street'];
/** The rows but those of words. */
const readRows = async () =>
  (await pipeline.readTable()).filter(({ pk, sk }) => !/^WORD/.test(`${pk}`) && !/^WORD/.test(`${sk}`));
const sortKeys = async () => (await readRows()).map(({ sk }) => sk);
/** Who finds a job by which words. */
const readWords = async () =>
  (await pipeline.readTable()).flatMap(({ pk, sk }) => (/^WORD#/.test(`${pk}`) ? [`${pk} ${sk}`.slice(5)] : [])).sort();

async function readCopy(jobId: string): Promise<unknown> {
  const Key = formatJobFileKey(jobId);
  const { Body } = await pipeline.client.send(new GetObjectCommand({ Bucket: pipeline.bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

describe('npm run jobs -- put', () => {
  it('writes a job to the table and to the bucket, and raises no event', async () => {
    const result = await jobs(...NEW, '--member', 'wes', '--member', 'nadia', '--customer', 'tom');
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('1 new, 0 changed, 0 as they were') });
    expect(await sortKeys()).toEqual(['JOB', 'MEMBER#nadia', 'MEMBER#tom', 'MEMBER#wes']);
    const [row] = await readRows();
    expect(row).toMatchObject({
      title: 'Küche',
      status: 'open',
      members: ['wes', 'nadia'],
      customer: 'tom',
      member: '*',
    });
    const { pk: _pk, sk: _sk, member: _member, member_sort: _sort, activity_sort: _activity, ...facts } = row ?? {};
    expect(await readCopy('j-1')).toEqual(facts);
    expect(pipeline.notifications).toEqual([]);
  });

  it('keeps what is not said, takes away who has left, and does nothing when nothing changes', async () => {
    await jobs(...NEW, '--member', 'wes', '--member', 'nadia', '--customer', 'tom');
    const [before] = await readRows();
    expect((await jobs('put', '--id', 'j-1', '--member', 'nadia', '--customer', '')).stderr).toContain('1 changed');
    expect(await sortKeys()).toEqual(['JOB', 'MEMBER#nadia']);
    const updated_at = expect.any(String);
    const now = { members: ['nadia'], customer: null, updated_at, revision: 2 };
    expect((await readRows())[0]).toEqual({ ...before, ...now });
    const versions = await pipeline.listVersions('records/');
    expect((await jobs('put', '--id', 'j-1', '--title', 'Küche')).stderr).toContain('1 as they were');
    expect(await pipeline.listVersions('records/')).toEqual(versions);
    await jobs('put', '--id', 'j-1', '--member', '', '--status', 'closed');
    expect(await readRows()).toMatchObject([{ sk: 'JOB', members: [], status: 'closed' }]);
  });

  it('makes a job found by the words of each who may see it, a customer by none of the crew', async () => {
    await jobs(...NEW, '--member', 'wes', '--name', 'wes=Wes Alvarado', '--customer', 'tom', '--customer-name', 'Café');
    const told = ['1', '4', 'cafe', 'elm', 'j', 'kuche', 'street'];
    const crew = [...told, 'alvarado', 'wes'];
    const toKeys = (who: string, words: string[]) => words.map((word) => `${who} ${word}#j-1`);
    expect(await readWords()).toEqual([...toKeys('*', crew), ...toKeys('wes', crew), ...toKeys('tom', told)].sort());
    await jobs('put', '--id', 'j-1', '--member', '', '--title', 'Yard');
    const left = told.map((word) => (word === 'kuche' ? 'yard' : word));
    expect(await readWords()).toEqual([...toKeys('*', left), ...toKeys('tom', left)].sort());
  });

  it('makes good what a write that broke off has left of words', async () => {
    await jobs(...NEW, '--member', 'wes');
    const whole = await pipeline.readTable();
    const { documents } = pipeline;
    const halfway = { pk: 'JOB#j-1', sk: 'WORDS#wes', words: ['elm', 'old'], is_whole: false };
    await documents.send(new PutCommand({ TableName: 'records', Item: halfway }));
    await documents.send(new PutCommand({ TableName: 'records', Item: { pk: 'WORD#wes', sk: 'old#j-1' } }));
    await documents.send(new DeleteCommand({ TableName: 'records', Key: { pk: 'WORD#wes', sk: 'elm#j-1' } }));
    await operate('reindex');
    expect(await pipeline.readTable()).toEqual(whole);
  });

  it('leaves what derives from photos, also on the row of a job that was known by a token alone', async () => {
    const counted = { pk: 'JOB#j-1', sk: 'JOB', photo_count: 3, album_revision: 7 };
    await pipeline.documents.send(new PutCommand({ TableName: 'records', Item: counted }));
    expect((await jobs(...NEW)).stderr).toContain('1 new');
    expect((await readRows())[0]).toMatchObject({ ...counted, title: 'Küche' });
    expect((await jobs('list')).stderr).toContain('1 jobs');
  });

  it('writes nothing in a dry run', async () => {
    expect(await jobs(...NEW, '--dry-run')).toMatchObject({ code: 0, stdout: 'j-1  open  Küche  4 Elm Street\n' });
    expect([await pipeline.readTable(), await pipeline.listVersions('records/')]).toEqual([[], []]);
  });

  it('refuses in one line what is no job, and a new one of which too little is said', async () => {
    for (const [args, words] of [
      [['--id', '../j'], 'no job id'],
      [['--id', 'j-1', '--title', 'x'], 'j-1 is new: address is missing'],
      [['--id', 'j-1', '--status', 'half'], 'j-1: status must be'],
    ] as const) {
      expect(await jobs('put', ...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(`^.*${words}.*\n$`) });
    }
    expect(await pipeline.readTable()).toEqual([]);
  });
});

describe('npm run jobs -- import and list', () => {
  it('takes CSV as a spreadsheet writes it, and its own list again', async () => {
    const csv = join(pipeline.directory, 'jobs.csv');
    const rows = [
      'job_id,title,address,members,customer',
      'j-1,"Garage, half",4 Elm,wes  nadia,',
      'j-2,Yard,5 Oak,,tom',
    ];
    await writeFile(csv, `\uFEFF${rows.join('\r\n')}\r\n`);
    expect(await jobs('import', csv)).toMatchObject({ code: 0, stderr: expect.stringContaining('2 new') });
    expect(await sortKeys()).toEqual(['JOB', 'MEMBER#nadia', 'MEMBER#wes', 'JOB', 'MEMBER#tom']);
    expect((await jobs('list')).stdout).toContain('j-1  open  Garage, half  4 Elm  worker wes, worker nadia\n');
    const list = await jobs('list', '--json');
    const json = join(pipeline.directory, 'jobs.json');
    await writeFile(json, list.stdout);
    expect((await jobs('import', json)).stderr).toContain('0 new, 0 changed, 2 as they were');
  });

  it('gives a job that was put into the table by hand its copy', async () => {
    const byHand: JobFile = {
      job_id: 'j-9',
      title: 'By hand',
      address: '',
      status: 'open',
      members: ['wes'],
      member_names: {},
      customer: null,
      customer_name: null,
      customer_phone: null,
      customer_email: null,
      scheduled_for: null,
      required_stages: [],
      created_at: '2026-01-05T09:00:00.000Z',
      updated_at: '2026-01-05T09:00:00.000Z',
      revision: 1,
      made_of: null,
    };
    const rows = toJobRows(byHand);
    for (const Item of [rows.job, ...rows.members]) {
      await pipeline.documents.send(new PutCommand({ TableName: 'records', Item }));
    }
    expect(await jobs('list')).toMatchObject({ code: 1, stdout: expect.stringContaining('no copy in the bucket') });
    const file = join(pipeline.directory, 'jobs.json');
    await writeFile(file, (await jobs('list', '--json')).stdout);
    expect((await jobs('import', file)).stderr).toContain('1 changed');
    expect(await readCopy('j-9')).toEqual(byHand);
    expect((await jobs('list')).code).toBe(0);
  });

  it('writes nothing when a part of it is wrong', async () => {
    const file = join(pipeline.directory, 'jobs.csv');
    await writeFile(file, 'job_id,title,address\nj-1,a,b\nj-2,,b\n');
    expect(await jobs('import', file)).toMatchObject({ code: 2, stderr: 'j-2 is new: title is missing\n' });
    expect([await pipeline.readTable(), await pipeline.listVersions('records/')]).toEqual([[], []]);
  });
});

describe('npm run reindex, of jobs', () => {
  it('makes their rows, those of their members and the directory again, as they were', async () => {
    await jobs(...NEW, '--member', 'wes', '--name', 'wes=Wes Alvarado', '--customer', 'tom');
    await jobs('put', '--id', 'j-2', '--title', 'Yard', '--address', '', '--status', 'closed');
    const before = await pipeline.readTable();
    expect(before).toContainEqual(expect.objectContaining({ pk: 'PEOPLE', subject: 'wes', name: 'Wes Alvarado' }));
    await pipeline.clearTables();
    expect((await operate('reindex', '--dry-run')).stderr).toContain('jobs: 2 lacking');
    expect((await operate('reindex')).stderr).toContain('jobs: 2 restored');
    expect(await pipeline.readTable()).toEqual(before);
    expect((await operate('reindex')).stderr).toContain('jobs: 2 whole');
    expect(pipeline.notifications).toEqual([]);
  });

  it('takes away a member who is not in the copy, and says of one damaged copy which it is', async () => {
    await jobs(...NEW, '--member', 'wes');
    const stranger = { pk: 'JOB#j-1', sk: 'MEMBER#eve', job_id: 'j-1', member: 'eve', member_sort: '2026' };
    await pipeline.documents.send(new PutCommand({ TableName: 'records', Item: stranger }));
    await pipeline.documents.send(
      new DeleteCommand({ TableName: 'records', Key: { pk: 'JOB#j-1', sk: 'MEMBER#wes' } }),
    );
    const Key = formatJobFileKey('j-2');
    await pipeline.client.send(new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body: '{"job_id":"j-2"' }));
    const { code, stderr } = await operate('reindex');
    expect([code, stderr]).toEqual([1, expect.stringContaining('job j-2: JobFileError: not JSON')]);
    expect(stderr).toContain('1 restored');
    expect(await sortKeys()).toEqual(['JOB', 'MEMBER#wes']);
  });
});
