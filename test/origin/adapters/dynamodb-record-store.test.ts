import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatAuditKey } from '../../../origin/audit-log.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { arrivingRecord, fileOf, IMAGE, NAME, recordOf as toRecord } from '../core/develop-case.ts';
import { openTestPipeline, type TestPipeline } from '../open-pipeline.ts';

const recordOf = (more: Partial<PhotoRecord> = {}) => toRecord([fileOf()], more);

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
beforeEach(() => pipeline.clearTables());
afterAll(() => pipeline.close());

describe('createDynamodbRecordStore', () => {
  it('writes where nothing is, once', async () => {
    const { records } = pipeline.ports;
    expect(await records.replace(null, recordOf())).toBe(true);
    expect(await records.replace(null, recordOf({ title: 'another' }))).toBe(false);
    expect(await records.find(NAME)).toEqual(recordOf());
  });

  it('reads a row past its TTL too: it may still be replaced', async () => {
    await pipeline.putRecord(arrivingRecord());
    const found = await pipeline.ports.records.find(NAME);
    expect(found?.expires_at).toBe(1);
    expect(await pipeline.ports.records.replace(found, recordOf())).toBe(true);
  });

  it.each([
    ['an edit', { revision: 1 }],
    ['another file', toRecord([fileOf(), fileOf('b', 1)])],
    ['images', toRecord([fileOf('a', 0, { image: IMAGE })])],
    ['a deletion', { deleted_at: '2026-11-22T12:00:00.000Z' }],
    ['a development', { state: 'unreadable' as const }],
  ])('notices %s that came between', async (_, change) => {
    await pipeline.putRecord(recordOf(change));
    expect(await pipeline.ports.records.replace(recordOf(), recordOf({ title: 'mine' }))).toBe(false);
    expect(await pipeline.ports.records.find(NAME)).toEqual(recordOf(change));
  });

  it('lets one of 10 writers win', async () => {
    await pipeline.putRecord(arrivingRecord());
    const found = await pipeline.ports.records.find(NAME);
    const writes = Array.from({ length: 10 }, (_, index) =>
      pipeline.ports.records.replace(found, recordOf({ title: `writer ${index}` })),
    );
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
  });
});

describe('createDynamodbAuditLog', () => {
  it('keeps the first of two events of one key', async () => {
    const entry = {
      ...formatAuditKey('j-1', { action: 'stored', at: new Date('2026-11-22T12:00:00Z'), id: 'stored-1' }),
      job_id: 'j-1',
      action: 'stored' as const,
      at: '2026-11-22T12:00:00.000Z',
      actor: 'system',
      actor_name: null,
      photo_ids: ['1'],
      count: 1,
      from: null,
      detail: { bytes: 1 },
    };
    await pipeline.ports.audit.append(entry);
    await pipeline.ports.audit.append({ ...entry, actor: 'somebody else' });
    expect(await pipeline.readAudit()).toEqual([entry]);
  });
});
