import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { type EditedFacts, type PhotoRecord, parseEditTags } from '../../../origin/records.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import type { TestPipeline } from '../open-pipeline.ts';
import { PHOTO_ID } from '../pipeline-contents.ts';
import { arrivingRecord } from './develop-case.ts';
import { developTest as it } from './develop-test.ts';
import { breakOff, interrupt } from './faulty-ports.ts';

const EDIT = { title: 'edited „meanwhile“', stage: 'after', revision: 1 } as const;

async function upload(pipeline: TestPipeline, seed: number): Promise<string> {
  const photo = await drawNoise(60, 40, seed).jpeg().toBuffer();
  return pipeline.upload(photo, { facts: { title: 'first', arrivedAt: `2026-11-22T12:00:0${seed}.000Z` } });
}

async function readTags(pipeline: TestPipeline): Promise<EditedFacts | null> {
  const [Key] = await pipeline.listVersions('jobs/');
  const { TagSet = [] } = await pipeline.client.send(new GetObjectTaggingCommand({ Bucket: pipeline.bucket, Key }));
  return parseEditTags(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])));
}

async function editRecord(pipeline: TestPipeline, change: Partial<PhotoRecord>): Promise<void> {
  const [record] = await pipeline.readRecords();
  if (!record) throw new Error('no record');
  await pipeline.putRecord({ ...record, ...change });
}

describe('develop, of a photo that people have changed', () => {
  it('tags bytes that came after the edit of their announcement', async ({ pipeline, developAll }) => {
    await pipeline.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    expect(await developAll(await upload(pipeline, 1))).toEqual(['ready']);
    expect(await readTags(pipeline)).toEqual(EDIT);
    expect((await pipeline.readRecords())[0]).toMatchObject({ ...EDIT, state: 'ready' });
  });

  it('tags the photo that came after the edit of its preview', async ({ pipeline, developAll }) => {
    const [sent, working] = [1, 2].map((seed) => drawNoise(60, 40, seed).jpeg().toBuffer());
    const preview = { part: 'preview', arrivedAt: '2026-11-22T12:00:00.000Z' } as const;
    await developAll(await pipeline.upload((await sent) ?? Buffer.of(), { facts: preview }));
    await editRecord(pipeline, EDIT);
    const event = await pipeline.upload((await working) ?? Buffer.of(), { facts: { title: 'other' } });
    await developAll(event);
    const [version] = parseNotification(event);
    expect(version && (await pipeline.ports.photos.readEdits(version))).toEqual(EDIT);
  });

  it('tags what a later edit says that came in between', async ({ pipeline, developAll }) => {
    await pipeline.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    const later = { title: 'later', stage: null, revision: 2 };
    await developAll(
      await upload(pipeline, 1),
      interrupt(pipeline.ports, 'writeEdits', () => editRecord(pipeline, later)),
    );
    expect(await readTags(pipeline)).toEqual(later);
  });

  it('writes the tags at the second event that it could not at the first', async ({ pipeline, developAll }) => {
    await pipeline.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    const event = await upload(pipeline, 1);
    const broken = breakOff(pipeline.ports, 'writeEdits', { moment: 'before', call: 1 });
    await expect(developAll(event, broken)).rejects.toThrow('broken off');
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await readTags(pipeline)).toEqual(EDIT);
  });

  it('leaves tags that know more than a record that was restored from a backup', async ({ pipeline, developAll }) => {
    const event = await upload(pipeline, 1);
    await developAll(event);
    const later = { title: 'later', stage: null, revision: 7 };
    for (const version of parseNotification(event)) await pipeline.ports.photos.writeEdits(version, later);
    await editRecord(pipeline, EDIT);
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await readTags(pipeline)).toEqual(later);
  });

  it('writes no tags of a photo that nobody has changed', async ({ pipeline, developAll }) => {
    const refuse = breakOff(pipeline.ports, 'writeEdits', { moment: 'before', call: 1 });
    expect(await developAll(await upload(pipeline, 1), refuse)).toEqual(['ready']);
  });
});
