import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { type EditedFacts, type PhotoRecord, parseEditTags } from '../../../origin/records.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import { type Darkroom, PHOTO_ID } from '../open-darkroom.ts';
import { arrivingRecord } from './develop-case.ts';
import { developTest as it } from './develop-test.ts';
import { breakOff, interrupt } from './faulty-ports.ts';

const KEY = formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/jpeg' });
const EDIT = { title: 'edited „meanwhile“', stage: 'after', revision: 1 } as const;

async function upload(darkroom: Darkroom, seed: number): Promise<string> {
  const photo = await drawNoise(60, 40, seed).jpeg().toBuffer();
  return darkroom.upload(photo, { facts: { title: 'first' } });
}

async function readTags(darkroom: Darkroom): Promise<EditedFacts | null> {
  const { TagSet = [] } = await darkroom.client.send(
    new GetObjectTaggingCommand({ Bucket: darkroom.bucket, Key: KEY }),
  );
  return parseEditTags(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])));
}

async function editRecord(darkroom: Darkroom, change: Partial<PhotoRecord>): Promise<void> {
  const [record] = await darkroom.readRecords();
  if (!record) throw new Error('no record');
  await darkroom.putRecord({ ...record, ...change });
}

describe('develop, of a photo that people have changed', () => {
  it('tags bytes that came after the edit of their announcement', async ({ darkroom, developAll }) => {
    await darkroom.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    expect(await developAll(await upload(darkroom, 1))).toEqual(['ready']);
    expect(await readTags(darkroom)).toEqual(EDIT);
    expect((await darkroom.readRecords())[0]).toMatchObject({ ...EDIT, state: 'ready' });
  });

  it('tags a version that came after the edit of the one before', async ({ darkroom, developAll }) => {
    await developAll(await upload(darkroom, 1));
    await editRecord(darkroom, EDIT);
    const second = await upload(darkroom, 2);
    expect(await readTags(darkroom)).toBeNull();
    await developAll(second);
    expect(await readTags(darkroom)).toEqual(EDIT);
  });

  it('tags what a later edit says that came in between', async ({ darkroom, developAll }) => {
    await darkroom.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    const later = { title: 'later', stage: null, revision: 2 };
    await developAll(
      await upload(darkroom, 1),
      interrupt(darkroom.ports, 'writeEdits', () => editRecord(darkroom, later)),
    );
    expect(await readTags(darkroom)).toEqual(later);
  });

  it('tags when told again what it could not at first', async ({ darkroom, developAll }) => {
    await darkroom.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    const event = await upload(darkroom, 1);
    const broken = breakOff(darkroom.ports, 'writeEdits', { moment: 'before', call: 1 });
    await expect(developAll(event, broken)).rejects.toThrow('broken off');
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await readTags(darkroom)).toEqual(EDIT);
  });

  it('leaves tags that know more than a record that was restored from a backup', async ({ darkroom, developAll }) => {
    const event = await upload(darkroom, 1);
    await developAll(event);
    const later = { title: 'later', stage: null, revision: 7 };
    for (const version of parseNotification(event)) await darkroom.ports.photos.writeEdits(version, later);
    await editRecord(darkroom, EDIT);
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await readTags(darkroom)).toEqual(later);
  });

  it('writes no tags of a photo that nobody has changed', async ({ darkroom, developAll }) => {
    const refuse = breakOff(darkroom.ports, 'writeEdits', { moment: 'before', call: 1 });
    expect(await developAll(await upload(darkroom, 1), refuse)).toEqual(['ready']);
  });
});
