import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DarkroomPorts, develop, type Outcome } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { type EditedFacts, type PhotoRecord, parseEditTags } from '../../../origin/records.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import { type Darkroom, openDarkroom, PHOTO_ID } from '../open-darkroom.ts';
import { arrivingRecord } from './develop-case.ts';
import { breakOff, interrupt } from './faulty-ports.ts';

let darkroom: Darkroom;
beforeEach(async () => {
  darkroom = await openDarkroom();
});
afterEach(() => darkroom.close());

const KEY = formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/jpeg' });
const EDIT = { title: 'edited „meanwhile“', stage: 'after', revision: 1 } as const;

async function developAll(notification: string, ports: DarkroomPorts = darkroom.ports): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const version of parseNotification(notification)) outcomes.push(await develop(version, ports));
  return outcomes;
}

async function upload(seed: number): Promise<string> {
  const photo = await drawNoise(60, 40, seed).jpeg().toBuffer();
  return darkroom.upload(photo, { facts: { title: 'first' } });
}

async function readTags(): Promise<EditedFacts | null> {
  const { TagSet = [] } = await darkroom.client.send(
    new GetObjectTaggingCommand({ Bucket: darkroom.bucket, Key: KEY }),
  );
  return parseEditTags(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])));
}

async function editRecord(change: Partial<PhotoRecord>): Promise<void> {
  const [record] = await darkroom.readRecords();
  if (!record) throw new Error('no record');
  await darkroom.putRecord({ ...record, ...change });
}

describe('develop, of a photo that people have changed', () => {
  it('tags bytes that came after the edit of their announcement', async () => {
    await darkroom.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    expect(await developAll(await upload(1))).toEqual(['ready']);
    expect(await readTags()).toEqual(EDIT);
    expect((await darkroom.readRecords())[0]).toMatchObject({ ...EDIT, state: 'ready' });
  });

  it('tags a version that came after the edit of the one before', async () => {
    await developAll(await upload(1));
    await editRecord(EDIT);
    const second = await upload(2);
    expect(await readTags()).toBeNull();
    await developAll(second);
    expect(await readTags()).toEqual(EDIT);
  });

  it('tags what a later edit says that came in between', async () => {
    await darkroom.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    const later = { title: 'later', stage: null, revision: 2 };
    await developAll(
      await upload(1),
      interrupt(darkroom.ports, 'writeEdits', () => editRecord(later)),
    );
    expect(await readTags()).toEqual(later);
  });

  it('tags when told again what it could not at first', async () => {
    await darkroom.putRecord(arrivingRecord({ photo_id: PHOTO_ID, ...EDIT }));
    const event = await upload(1);
    const broken = breakOff(darkroom.ports, 'writeEdits', { moment: 'before', call: 1 });
    await expect(developAll(event, broken)).rejects.toThrow('broken off');
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await readTags()).toEqual(EDIT);
  });

  it('leaves tags that know more than a record that was restored from a backup', async () => {
    const event = await upload(1);
    await developAll(event);
    const later = { title: 'later', stage: null, revision: 7 };
    for (const version of parseNotification(event)) await darkroom.ports.photos.writeEdits(version, later);
    await editRecord(EDIT);
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await readTags()).toEqual(later);
  });

  it('writes no tags of a photo that nobody has changed', async () => {
    const refuse = breakOff(darkroom.ports, 'writeEdits', { moment: 'before', call: 1 });
    expect(await developAll(await upload(1), refuse)).toEqual(['ready']);
  });
});
