import { describe, expect, it } from 'vitest';
import { completeJob, formatJobFile, type JobFile, parseJobFile, toJobRows } from '../../origin/job-file.ts';
import { listNewRows } from '../../origin/job-rows.ts';
import type { RecordKey } from '../../origin/record-key.ts';
import {
  currentJob,
  isUpToDate,
  JobContentionError,
  type JobStore,
  readStoredJob,
  settleJob,
  storeJob,
} from '../../origin/stored-job.ts';
import type { TransactionOutcome } from '../../origin/write-with-album.ts';

const NOW = '2026-11-30T08:00:00.000Z';
const JOB = completeJob({ job_id: 'j-1', title: 'Garage', address: '1 Main St', members: ['wes'] }, null, NOW);
const RENAMED = completeJob({ job_id: 'j-1', title: 'Attic', members: ['nadia'] }, JOB, NOW);

interface Memory {
  readonly store: JobStore;
  readonly rows: Map<string, RecordKey>;
  copy: string | null;
  /** What befalls the next commits. */
  readonly outcomes: TransactionOutcome[];
  /** Called before each write but commits. */
  onWrite: () => void;
}

const toName = ({ pk, sk }: RecordKey) => `${pk} ${sk}`;

function createMemory(job: JobFile | null): Memory {
  const rows = new Map((job === null ? [] : listNewRows(job)).map((row) => [toName(row), row]));
  const store: JobStore = {
    query: async (pk, start) => [...rows.values()].filter((row) => row.pk === pk && row.sk.startsWith(start)),
    async write(writes) {
      memory.onWrite();
      for (const write of writes) {
        if ('put' in write) rows.set(toName(write.put), write.put);
        else rows.delete(toName(write.remove));
      }
    },
    async commit(jobId, { ExpressionAttributeValues: values, ConditionExpression: condition }) {
      const outcome = memory.outcomes.shift();
      if (outcome !== undefined && outcome !== 'written') return outcome;
      const key = { pk: `JOB#${jobId}`, sk: 'JOB' };
      const standing = rows.get(toName(key)) ?? key;
      const before: unknown = Reflect.get(standing, 'revision');
      const expected = condition.startsWith('attribute_not') ? undefined : values[':standing'];
      if (before !== expected) return 'refused';
      const members = Object.entries(values).map(([name, value]) => [name.slice(1), value]);
      rows.set(toName(key), { ...standing, ...Object.fromEntries(members), ...key });
      return 'written';
    },
    readCopy: async () => (memory.copy === null ? null : { text: memory.copy, etag: memory.copy }),
    async writeCopy(_jobId, text, etag) {
      memory.onWrite();
      if (memory.copy !== etag) return false;
      memory.copy = text;
      return true;
    },
    wait: async () => undefined,
  };
  const memory: Memory = { store, rows, copy: job && formatJobFile(job), outcomes: [], onWrite: () => undefined };
  return memory;
}

const read = ({ store }: Memory) => readStoredJob(store, 'j-1');
const store = async (memory: Memory, job: JobFile) =>
  storeJob(memory.store, job, { before: await read(memory), entry: null });
const expectWhole = async (memory: Memory, job: JobFile) => {
  expect(isUpToDate(job, await read(memory))).toBe(true);
  expect(parseJobFile(memory.copy ?? '')).toEqual(job);
};

describe('storeJob', () => {
  it('writes row, copy, people and words, and takes away who has left', async () => {
    const memory = createMemory(null);
    expect(await store(memory, JOB)).toBe(true);
    await expectWhole(memory, JOB);
    expect(await store(memory, RENAMED)).toBe(true);
    await expectWhole(memory, RENAMED);
    expect([...memory.rows.keys()].filter((name) => name.includes('wes') || name.includes('garage'))).toEqual([]);
  });

  it('changes nothing when somebody was quicker', async () => {
    const memory = createMemory(JOB);
    const before = await read(memory);
    await store(memory, RENAMED);
    const mine = completeJob({ job_id: 'j-1', title: 'Cellar' }, JOB, NOW);
    expect(await storeJob(memory.store, mine, { before, entry: null })).toBe(false);
    await expectWhole(memory, RENAMED);
  });

  it('comes again while a photo that arrives is in the way, and gives up at last', async () => {
    const memory = createMemory(JOB);
    memory.outcomes.push('busy', 'busy');
    expect(await store(memory, RENAMED)).toBe(true);
    memory.outcomes.push(...Array.from({ length: 10 }, () => 'busy' as const));
    const again = completeJob({ job_id: 'j-1', title: 'Cellar' }, RENAMED, NOW);
    await expect(store(memory, again)).rejects.toThrow(JobContentionError);
  });

  it('leaves what a change broke off in to be made good by the same change again', async () => {
    for (let step = 0; step < 12; step += 1) {
      const memory = createMemory(JOB);
      let writes = 0;
      memory.onWrite = () => {
        writes += 1;
        if (writes > step) throw new Error('killed');
      };
      await store(memory, RENAMED).catch(() => undefined);
      memory.onWrite = () => undefined;
      expect(currentJob(await read(memory))).toEqual(RENAMED);
      await settleJob(memory.store, 'j-1');
      await expectWhole(memory, RENAMED);
    }
  });

  it('ends with the later of two that are written at once, whichever writes last', async () => {
    const memory = createMemory(JOB);
    const later = completeJob({ job_id: 'j-1', title: 'Cellar', members: [] }, RENAMED, NOW);
    let isFirst = true;
    let second: Promise<boolean> | undefined;
    memory.onWrite = () => {
      if (!isFirst) return;
      isFirst = false;
      second = read(memory).then((before) => storeJob(memory.store, later, { before, entry: null }));
    };
    expect(await store(memory, RENAMED)).toBe(true);
    expect(await second).toBe(true);
    await expectWhole(memory, later);
  });
});

describe('settleJob', () => {
  /** A job without its copy, the first writes of which others undo; and what is called of the store. */
  const lose = (lost: number) => {
    const memory = createMemory(JOB);
    memory.copy = null;
    const calls: (string | number)[] = [];
    const contended: JobStore = {
      ...memory.store,
      readCopy: async () => {
        calls.push('read');
        return memory.store.readCopy('j-1');
      },
      async writeCopy(...parameters) {
        calls.push('write');
        return calls.filter((call) => call === 'write').length > lost && memory.store.writeCopy(...parameters);
      },
      wait: async (ms) => void calls.push(ms),
    };
    return { memory, contended, calls };
  };

  it('reads after it has waited, and waits no more once the job is whole', async () => {
    const { memory, contended, calls } = lose(2);
    await settleJob(contended, 'j-1');
    expect(calls).toEqual(['read', 'write', 'read', 'write', 'read', 100, 'read', 'write', 'read']);
    await expectWhole(memory, JOB);
  });

  it('takes the tenth try for done, and gives up after it; no wait is longer than 1 s', async () => {
    const tenth = lose(9);
    await settleJob(tenth.contended, 'j-1');
    await expectWhole(tenth.memory, JOB);
    const never = lose(10);
    await expect(settleJob(never.contended, 'j-1')).rejects.toThrow(JobContentionError);
    const waits = [100, 200, 400, 800, 1000, 1000, 1000, 1000];
    expect(never.calls.filter((call) => typeof call === 'number')).toEqual(waits);
  });
});

describe('attack: a member who is taken out while a reindex writes the job as it was', () => {
  it.each(Array.from({ length: 9 }, (_, step) => step))(
    'does not return, though it reads before and writes after: step %i',
    async (step) => {
      const memory = createMemory(JOB);
      memory.rows.clear();
      let writes = 0;
      let isCrossed = false;
      const cross = async () => {
        writes += 1;
        if (writes === step + 1) isCrossed = await store(memory, RENAMED);
        // Who may do what, the job's own row decides: it never goes back.
        if (isCrossed) expect(memory.rows.get('JOB#j-1 JOB')).toMatchObject({ members: ['nadia'] });
      };
      const reindexing: JobStore = {
        ...memory.store,
        commit: async (...parameters) => cross().then(() => memory.store.commit(...parameters)),
        write: async (list) => cross().then(() => memory.store.write(list)),
        writeCopy: async (...parameters) => cross().then(() => memory.store.writeCopy(...parameters)),
      };
      await settleJob(reindexing, 'j-1');
      if (writes <= step) isCrossed = await store(memory, RENAMED);
      expect(isCrossed).toBe(true);
      await expectWhole(memory, RENAMED);
      expect([...memory.rows.keys()].filter((name) => name.includes('wes'))).toEqual([]);
    },
  );
});

describe('currentJob', () => {
  it('is the later of copy and row; the row where nobody has made a copy', async () => {
    const memory = createMemory(JOB);
    memory.copy = formatJobFile(RENAMED);
    expect(currentJob(await read(memory))?.title).toBe('Attic');
    const { job } = toJobRows({ ...RENAMED, title: 'Cellar', revision: 3 });
    memory.rows.set(toName(job), job);
    expect(currentJob(await read(memory))?.title).toBe('Cellar');
    memory.copy = null;
    expect(currentJob(await read(memory))?.title).toBe('Cellar');
  });

  it('is none where a row only tells of its album', async () => {
    const memory = createMemory(null);
    memory.rows.set('JOB#j-1 JOB', { pk: 'JOB#j-1', sk: 'JOB' });
    expect(currentJob(await read(memory))).toBeNull();
  });
});
