import { hash } from 'node:crypto';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { UnreadableError } from '../../../origin/core/renderer.ts';
import { formatPhotoKey, formatThumbKey } from '../../../origin/photo-key.ts';
import { formatEditTags } from '../../../origin/records.ts';
import { drawNoise, drawQuadrants, drawTurned, measureDrift } from '../../support/draw-photo.ts';
import { PHOTO_ID } from '../open-darkroom.ts';
import { arrivingRecord } from './develop-case.ts';
import { developTest as it } from './develop-test.ts';
import { interrupt, withStep } from './faulty-ports.ts';

const THUMB = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, 320);
const PREVIEW = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, 1280);
const KEY = formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/jpeg' });

describe('develop', () => {
  it('makes of an upload a record, two images and two audit entries', async ({ darkroom, developAll }) => {
    const photo = await drawTurned(6, 400, 300);
    const sha256 = hash('sha256', photo);
    const event = await darkroom.upload(photo, { facts: { title: 'Küche', stage: 'before', sha256 } });
    expect(await developAll(event)).toEqual(['ready']);
    const [record] = await darkroom.readRecords();
    expect(record).toMatchObject({
      state: 'ready',
      title: 'Küche',
      stage: 'before',
      width: 400,
      height: 300,
      bytes: photo.length,
      sha256,
      verified: true,
      uploaded_by: 'worker-1',
      taken_at_source: 'arrival',
    });
    const audit = await darkroom.readAudit();
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['stored', 'system'],
      ['verified', 'system'],
    ]);
    expect(audit[1]?.detail).toMatchObject({ sha256, verified: true });
  });

  it('stores upright WebP, cached for a year and for ever, and leaves the original byte-true', async ({
    darkroom,
    developAll,
  }) => {
    const photo = await drawTurned(8, 400, 300);
    await developAll(await darkroom.upload(photo));
    const thumb = await darkroom.readObject(THUMB);
    expect(thumb).toMatchObject({ ContentType: 'image/webp', CacheControl: 'private, max-age=31536000, immutable' });
    expect(await measureDrift(thumb.bytes)).toBeLessThan(12);
    expect(await measureDrift((await darkroom.readObject(PREVIEW)).bytes)).toBeLessThan(12);
    expect(Buffer.compare((await darkroom.readObject(KEY)).bytes, photo)).toBe(0);
  });

  it('goes by the bytes, whatever the name says', async ({ darkroom, developAll }) => {
    const png = await drawQuadrants().png().toBuffer();
    await developAll(await darkroom.upload(png, { type: 'image/heic' }));
    const [record] = await darkroom.readRecords();
    expect(record).toMatchObject({ state: 'ready', type: 'image/png', key: expect.stringMatching(/\.heic$/) });
  });

  it('tells of bytes that are not the promised ones', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { sha256: '0'.repeat(64) } });
    await developAll(event);
    expect((await darkroom.readRecords())[0]).toMatchObject({ verified: false });
    expect((await darkroom.readAudit())[1]?.detail).toMatchObject({ verified: false });
  });

  it('lists what it cannot read as unreadable, once and for all, and keeps its bytes', async ({
    darkroom,
    developAll,
  }) => {
    const event = await darkroom.upload(Buffer.from('<html>not a photo</html>'));
    expect(await developAll(event)).toEqual(['unreadable']);
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await darkroom.readRecords()).toMatchObject([{ state: 'unreadable', type: 'image/jpeg', bytes: 24 }]);
    expect(await darkroom.listVersions('thumbs/')).toEqual([]);
    expect(Buffer.from((await darkroom.readObject(KEY)).bytes).toString()).toBe('<html>not a photo</html>');
  });

  it('tries again what was too slow, and calls it unreadable at the last try', async ({ darkroom }) => {
    const [version] = parseNotification(await darkroom.upload(await drawQuadrants().jpeg().toBuffer()));
    if (!version) throw new Error('no version');
    const ports = withStep(darkroom.ports, 'render', () => () => Promise.reject(new UnreadableError('too-slow')));
    await expect(develop(version, ports)).rejects.toMatchObject({ reason: 'too-slow' });
    expect(await darkroom.readRecords()).toEqual([]);
    expect(await develop(version, ports, { isLastTry: true })).toBe('unreadable');
  });

  it('takes the row of the ticket over and drops its TTL', async ({ darkroom, developAll }) => {
    await darkroom.putRecord(arrivingRecord({ title: 'from the ticket' }));
    await developAll(await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'signed' } }));
    const [record] = await darkroom.readRecords();
    expect(record).toMatchObject({ state: 'ready', title: 'signed' });
    expect(record).not.toHaveProperty('expires_at');
  });

  it('reads that very version, also when a later one stands there', async ({ darkroom, developAll }) => {
    const early = await darkroom.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    await darkroom.upload(await drawNoise(60, 80, 2).jpeg().toBuffer());
    await developAll(early);
    expect((await darkroom.readRecords())[0]).toMatchObject({ width: 80, height: 60 });
  });

  it('passes over a version that is gone', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    const [version] = parseNotification(event);
    await darkroom.client.send(
      new DeleteObjectCommand({ Bucket: darkroom.bucket, Key: KEY, VersionId: version?.versionId ?? '' }),
    );
    expect(await developAll(event)).toEqual(['gone']);
    expect(await darkroom.readRecords()).toEqual([]);
  });

  it('still develops a version over which a delete marker stands', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    await darkroom.client.send(new DeleteObjectCommand({ Bucket: darkroom.bucket, Key: KEY }));
    expect(await developAll(event)).toEqual(['ready']);
  });

  it('develops a copy', async ({ darkroom, developAll }) => {
    await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    const key = formatPhotoKey({ jobId: 'j-2', photoId: PHOTO_ID, type: 'image/jpeg' });
    const copy = { Bucket: darkroom.bucket, Key: key, CopySource: `${darkroom.bucket}/${KEY}` };
    await darkroom.client.send(new CopyObjectCommand(copy));
    expect(await developAll(darkroom.notifications.at(-1) ?? '')).toEqual(['ready']);
    expect(await darkroom.readRecords('j-2')).toHaveLength(1);
  });

  it('raises no event by what it writes', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    await developAll(event);
    expect(darkroom.notifications).toEqual([event]);
  });
});

describe('develop, over what people did', () => {
  it('overwrites no edit when it develops again, or a later version', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawNoise(80, 60, 1).jpeg().toBuffer(), { facts: { title: 'first' } });
    await developAll(event);
    const [record] = await darkroom.readRecords();
    if (!record) throw new Error('no record');
    await darkroom.putRecord({ ...record, title: 'edited', stage: 'after', revision: 1, width: null });
    const [version] = parseNotification(event);
    expect(version && (await develop(version, darkroom.ports, { again: true }))).toBe('ready');
    expect((await darkroom.readRecords())[0]).toMatchObject({ width: 80 });
    expect((await darkroom.readRecords())[0]).toMatchObject({ title: 'edited', stage: 'after', revision: 1 });
    await developAll(
      await darkroom.upload(await drawNoise(60, 80, 2).jpeg().toBuffer(), { facts: { title: 'again' } }),
    );
    expect((await darkroom.readRecords())[0]).toMatchObject({ title: 'edited', revision: 1, width: 60 });
  });

  it('loses no edit that was made while it rendered', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'first' } });
    await darkroom.putRecord(arrivingRecord());
    const ports = interrupt(darkroom.ports, 'writeDerived', async () => {
      await darkroom.putRecord(arrivingRecord({ title: 'edited', revision: 1 }));
    });
    await developAll(event, ports);
    expect(await darkroom.readRecords()).toMatchObject([{ state: 'ready', title: 'edited', revision: 1 }]);
  });

  it('finds an edit in the tags when the table was lost', async ({ darkroom, developAll }) => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'first' } });
    const tags = formatEditTags({ title: 'edited <1> 🏠', stage: 'receipt', revision: 4 });
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await darkroom.client.send(new PutObjectTaggingCommand({ Bucket: darkroom.bucket, Key: KEY, Tagging: { TagSet } }));
    await developAll(event);
    expect(await darkroom.readRecords()).toMatchObject([{ title: 'edited <1> 🏠', stage: 'receipt', revision: 4 }]);
  });
});
