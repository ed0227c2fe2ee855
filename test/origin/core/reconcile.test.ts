import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReconciledBucket } from '../../../origin/adapters/reconciled-bucket.ts';
import { createReconciledRecords } from '../../../origin/adapters/reconciled-records.ts';
import type { ListedObject } from '../../../origin/core/compare-page.ts';
import { develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import {
  type Discrepancy,
  PASS_START,
  type PassCursor,
  type ReconcilePorts,
  reconcilePage,
} from '../../../origin/core/reconcile.ts';
import { formatPhotoRecordKey, type PhotoRecord } from '../../../origin/records.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../open-pipeline.ts';

let pipeline: TestPipeline;
let jpeg: Buffer;
beforeEach(async () => {
  pipeline = await openTestPipeline();
  jpeg = await drawQuadrants(20, 10).jpeg().toBuffer();
});
afterEach(() => pipeline.close());

/** Of a job: photos of which the record is there, or not. */
async function fill(jobId: string, photos: Readonly<Record<number, 'developed' | 'unheard'>>): Promise<void> {
  for (const [index, state] of Object.entries(photos)) {
    const bytes = Buffer.concat([jpeg, Buffer.from(`${jobId}${index}`)]);
    const body = await pipeline.upload(bytes, { jobId, photoId: photoIdOf(Number(index)) });
    if (state === 'developed') for (const version of parseNotification(body)) await develop(version, pipeline.ports);
  }
}

async function findRecord(jobId: string, index: number): Promise<PhotoRecord> {
  const record = await pipeline.ports.records.find({ jobId, photoId: photoIdOf(index) });
  if (!record) throw new Error(`no record of ${jobId} ${index}`);
  return record;
}

async function erase({ key, version_id: VersionId }: PhotoRecord): Promise<void> {
  await pipeline.client.send(
    new DeleteObjectCommand({ Bucket: pipeline.bucket, Key: key, VersionId: VersionId ?? undefined }),
  );
}

interface PassResult {
  readonly discrepancies: readonly Discrepancy[];
  readonly sent: readonly ListedObject[];
  readonly pages: number;
  readonly objects: number;
}

async function runPass({ jobId = null as string | null, pageSize = 3, minAgeMs = 0 } = {}): Promise<PassResult> {
  const discrepancies: Discrepancy[] = [];
  const sent: ListedObject[] = [];
  const { client, documents, bucket } = pipeline;
  const ports: ReconcilePorts = {
    bucket: createReconciledBucket({ client, bucket, pageSize }),
    records: createReconciledRecords({ client: documents, table: 'records', pageSize }),
    send: async (found) => void sent.push(...found),
    report: (discrepancy) => discrepancies.push(discrepancy),
  };
  let [pages, objects] = [0, 0];
  for (let cursor: PassCursor | null = PASS_START; cursor !== null; ) {
    // As the row keeps it between two times.
    const kept: PassCursor = JSON.parse(JSON.stringify(cursor));
    const page = await reconcilePage(kept, ports, { jobId, nowMs: Date.now() + 2000, minAgeMs });
    objects += page.counts.objects;
    pages += 1;
    cursor = page.next;
  }
  return { discrepancies, sent, pages, objects };
}

describe('reconcilePage', () => {
  it('finds nothing where bucket and records agree, and compares each photo once', async () => {
    await fill('j-1', { 1: 'developed', 2: 'developed', 3: 'developed', 4: 'developed' });
    await fill('j-10', { 1: 'developed' });
    await fill('j-2', { 1: 'developed', 2: 'developed' });
    const { discrepancies, sent, objects, pages } = await runPass();
    expect({ discrepancies, sent, objects }).toEqual({ discrepancies: [], sent: [], objects: 7 });
    expect(pages).toBeGreaterThan(5);
  });

  it('sends what no record tells of to the pipeline, which then writes it', async () => {
    await fill('j-1', { 1: 'developed', 2: 'unheard', 3: 'developed', 4: 'unheard' });
    await fill('j-2', { 1: 'unheard' });
    const { discrepancies, sent } = await runPass();
    expect(sent.map(({ jobId, photoId }) => [jobId, photoId])).toEqual([
      ['j-1', photoIdOf(2)],
      ['j-1', photoIdOf(4)],
      ['j-2', photoIdOf(1)],
    ]);
    expect(discrepancies).toEqual(sent.map(({ key }) => ({ kind: 'unrecorded', key })));
    for (const version of sent) expect(await develop(version, pipeline.ports)).toBe('ready');
    expect((await runPass()).discrepancies).toEqual([]);
  });

  it('knows every file that a record holds', async () => {
    for (let index = 0; index < 24; index += 1) {
      const body = await pipeline.upload(Buffer.concat([jpeg, Buffer.from([index])]), { facts: { part: 'photo' } });
      for (const version of parseNotification(body)) await develop(version, pipeline.ports);
    }
    const [record] = await pipeline.readRecords();
    if (!record) throw new Error('no record');
    expect([record.files.length, record.has_more_files]).toEqual([21, true]);
    const { has_more_files: _more, ...unsure } = record;
    await pipeline.putRecord(unsure);
    const { discrepancies } = await runPass({ pageSize: 100 });
    expect(discrepancies.map(({ kind }) => kind)).toEqual(Array(3).fill('unrecorded'));
  });

  it('passes over what is younger than the least age', async () => {
    await fill('j-1', { 1: 'unheard' });
    expect((await runPass({ minAgeMs: 60_000 })).discrepancies).toEqual([]);
    expect((await runPass()).discrepancies).toHaveLength(1);
  });

  it('names what was erased, and what somebody hid by other means than the dashboard', async () => {
    await fill('j-1', { 1: 'developed', 2: 'developed', 3: 'developed', 4: 'developed' });
    const [first, third, last] = [await findRecord('j-1', 1), await findRecord('j-1', 3), await findRecord('j-1', 4)];
    await erase(first);
    await erase({ ...third, version_id: null });
    await erase(last);
    const { discrepancies, sent } = await runPass();
    expect(discrepancies.map(({ kind, key }) => [kind, key]).sort()).toEqual([
      ['absent', first.key],
      ['absent', third.key],
      ['absent', last.key],
    ]);
    expect(sent).toEqual([]);
  });

  it('names all of a job of which the bucket has nothing, once', async () => {
    await fill('j-1', { 1: 'developed' });
    await fill('j-2', { 1: 'developed', 2: 'developed', 3: 'developed', 4: 'developed' });
    const records = await pipeline.readRecords('j-2');
    for (const record of records) await erase(record);
    const { discrepancies } = await runPass();
    expect(discrepancies).toEqual(records.map(({ key }) => ({ kind: 'absent', key })));
    expect((await runPass({ jobId: 'j-2' })).discrepancies).toEqual(discrepancies);
  });

  it('compares one job where one is named', async () => {
    await fill('j-1', { 1: 'unheard', 2: 'developed' });
    await fill('j-2', { 1: 'unheard' });
    await erase(await findRecord('j-1', 2));
    const { discrepancies, sent } = await runPass({ jobId: 'j-1' });
    expect(discrepancies.map(({ kind }) => kind)).toEqual(['unrecorded', 'absent']);
    expect(sent.map(({ jobId }) => jobId)).toEqual(['j-1']);
  });

  it('undoes no deletion: neither while the record is there nor when it has expired', async () => {
    await fill('j-1', { 1: 'developed' });
    const record = await findRecord('j-1', 1);
    await pipeline.putRecord({ ...record, deleted_at: new Date().toISOString() });
    await erase({ ...record, version_id: null });
    expect((await runPass()).discrepancies).toEqual([]);
    const Key = formatPhotoRecordKey('j-1', photoIdOf(1));
    await pipeline.documents.send(new DeleteCommand({ TableName: 'records', Key }));
    expect(await runPass()).toMatchObject({ discrepancies: [], sent: [] });
  });

  it('has a deletion finished that died before its delete markers, and leaves a restored photo alone', async () => {
    await fill('j-1', { 1: 'developed', 2: 'developed' });
    const deleted_at = new Date(Date.now() - 60_000).toISOString();
    const record = await findRecord('j-1', 1);
    await pipeline.putRecord({ ...record, deleted_at, revision: 1 });
    const { discrepancies, sent } = await runPass();
    expect(discrepancies).toEqual([{ kind: 'unhidden', key: record.key }]);
    for (const version of sent) await develop(version, pipeline.ports);
    await expect(pipeline.readObject(record.key)).rejects.toThrow();
    // The tags know it too, so it lasts when the record has expired.
    const [version] = sent;
    if (!version) throw new Error('nothing was sent');
    expect(await pipeline.ports.photos.readEdits(version)).toMatchObject({ deleted_at });
    expect((await runPass()).discrepancies).toEqual([]);
  });

  it('comes to its end where there is nothing at all', async () => {
    expect(await runPass()).toMatchObject({ discrepancies: [], objects: 0, pages: 2 });
    expect(await runPass({ jobId: 'j-1' })).toMatchObject({ discrepancies: [], pages: 1 });
  });
});
