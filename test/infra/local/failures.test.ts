/** What the machine under a run may do to it: a full disk, damaged files, files of another user. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamodb } from '../../../infra/local/aws/dynamodb/dynamodb.ts';
import { createCredentialStore } from '../../../infra/local/aws/iam/credentials.ts';
import { openStore } from '../../../infra/local/aws/s3/store.ts';
import { createQueues } from '../../../infra/local/aws/sqs/queues.ts';
import { openDataFolder } from '../../../infra/local/data-folder.ts';
import { explainFailure, isDiskFull } from '../../../infra/local/explain-failure.ts';
import { createSessionStore } from '../../../infra/local/identity/session-store.ts';
import { loadRunKeys } from '../../../infra/local/run-keys.ts';
import { createRunLog } from '../../../infra/local/run-log.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const GARBLED = `{"garbled":${'x'.repeat(5000)}`;

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'edgeshot-failures-'));
});
afterEach(() => rm(path, { recursive: true }));

/** The sentence that a person gets who starts a run. */
async function explain(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (explainFailure(error, path) ?? (error as Error)).message;
  }
  return 'nothing failed';
}

describe('a damaged file of the data folder', () => {
  const damaged = (name: string) => `${join(path, name)} is damaged: put a copy of it back, or start with --fresh`;

  it('is named, with what to do: the keys', async () => {
    await writeFile(join(path, 'keys.json'), GARBLED);
    expect(await explain(() => loadRunKeys(join(path, 'keys.json')))).toContain(damaged('keys.json'));
  });

  it('is named, with what to do: the lock', async () => {
    await writeFile(join(path, 'lock.sqlite'), GARBLED);
    // --fresh would not help: it waits for the lock too.
    const sentence = `${join(path, 'lock.sqlite')} is damaged: remove it, for nothing is kept in it.`;
    expect(await explain(() => openDataFolder(path, { fresh: true }))).toBe(sentence);
  });

  it('is named, with what to do: the queues', async () => {
    const file = join(path, 'queues.sqlite');
    await writeFile(file, GARBLED);
    const open = () => createQueues({ path: file, definitions: [], now: Date.now });
    expect(await explain(open)).toContain(damaged('queues.sqlite'));
  });

  it('is named, with what to do: the tables, whose store would wait for ever', async () => {
    const dataDir = join(path, 'dynamodb');
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'CURRENT'), GARBLED);
    const place = { region: 'us-east-1', accountId: '111122223333', now: Date.now };
    const open = () => createDynamodb({ ...place, dataDir, tables: [], credentials: createCredentialStore() });
    expect(await explain(open)).toContain(damaged('dynamodb'));
  });

  it.each(['bucket.json', join('versions', '0001', 'version.json')])(
    'is named, with what to do, for without it photos would be gone without a word: %s',
    async (file) => {
      const bucket = join(path, 's3', 'buckets', 'photos');
      await mkdir(join(bucket, 'versions', '0001'), { recursive: true });
      await writeFile(join(bucket, 'bucket.json'), '{"name":"photos","createdAtMs":1,"configurations":{}}');
      await writeFile(join(bucket, file), GARBLED);
      const open = () => openStore(join(path, 's3'), Date.now);
      expect(await explain(open)).toContain(damaged(join('s3', 'buckets', 'photos', file)));
    },
  );

  it('is named, with what to do: the sessions', async () => {
    const file = join(path, 'sessions.sqlite');
    await writeFile(file, GARBLED);
    const failure = await Promise.resolve()
      .then(() => createSessionStore(file, Date.now))
      .catch((error: unknown) => error);
    expect(explainFailure(failure, file)?.message).toContain(damaged('sessions.sqlite'));
  });
});

describe('a file of another user', () => {
  it.runIf(isRoot)('is told of by npm run token as what it is, though the folder may be entered', async () => {
    await prepareRun();
    await chmod(path, 0o755);
    expect(await printTokenAs(NOBODY)).toEqual({ code: 1, stderr: foreign(join(path, 'keys.json')) });
  });

  it.runIf(isRoot)('is told of by npm run token as what it is, where the folder keeps everybody out', async () => {
    await prepareRun();
    expect(await printTokenAs(NOBODY)).toEqual({ code: 1, stderr: foreign(path) });
  });

  it.skipIf(isRoot)('of which one is the owner and may not read it is told without blaming another', async () => {
    await prepareRun();
    await chmod(join(path, 'keys.json'), 0);
    const stderr = `${join(path, 'keys.json')} may not be read or written by this user: see its permissions.\n`;
    expect(await printTokenAs(undefined)).toEqual({ code: 1, stderr });
  });

  const foreign = (file: string) =>
    `${file} belongs to another user of this machine (uid 0): do this as that user, or give --data a folder of your own.\n`;

  async function prepareRun() {
    await loadRunKeys(join(path, 'keys.json'));
    const ports = { dashboard: 8080, issuer: 8081, s3: 8082, sqs: 8083, dynamodb: 8084, secrets: 8085, stripe: 8086 };
    await writeFile(join(path, 'ports.json'), JSON.stringify(ports));
  }

  function printTokenAs(uid: number | undefined): Promise<{ code: number; stderr: string }> {
    const args = ['infra/local/token.ts', '--user', 'worker', '--data', path];
    const as = uid === undefined ? {} : { uid, gid: uid };
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: ROOT, ...as }, (error, _stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
      });
    });
  }
});

describe('createRunLog', () => {
  it.runIf(existsSync('/dev/full'))('says once a minute that the disk is full, and breaks nothing', () => {
    const told: string[] = [];
    let nowMs = 0;
    const log = createRunLog(
      '/dev/full',
      (sentence) => told.push(sentence),
      () => nowMs,
    );
    for (nowMs of [0, 1000, 59_999]) log('cloudfront', 'GET / 200');
    expect(told).toEqual([expect.stringMatching(/^The disk of \/dev is full: .*What was acknowledged is kept\.$/)]);
    nowMs = 60_000;
    log('cloudfront', 'GET / 200');
    expect(told).toHaveLength(2);
  });

  it('says so too where a service could not write and the line still can be', async () => {
    const told: string[] = [];
    const log = createRunLog(join(path, 'run.log'), (sentence) => told.push(sentence));
    log('event-source', 'the queue failed and is asked again: Error: database or disk is full');
    expect(told).toHaveLength(1);
    expect(await readFile(join(path, 'run.log'), 'utf8')).toContain('event-source the queue failed');
  });
});

describe('isDiskFull', () => {
  it.each([
    [Object.assign(new Error('write'), { code: 'ENOSPC' }), true],
    [Object.assign(new Error('write'), { code: 'EDQUOT' }), true],
    [Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }), true],
    [new Error('IO error: 000005.log: No space left on device'), true],
    [new TypeError('full of mistakes'), false],
    ['a full sentence', false],
  ])('%s: %s', (error, expected) => {
    expect(isDiskFull(error)).toBe(expected);
  });
});
