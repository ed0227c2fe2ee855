import { hash } from 'node:crypto';
import { PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { UnreadableError } from '../../../origin/core/ports.ts';
import { formatPhotoKey, formatThumbKey } from '../../../origin/photo-key.ts';
import { formatEditTags } from '../../../origin/records.ts';
import { drawNoise, drawQuadrants, drawTurned, measureDrift } from '../../support/draw-photo.ts';
import { PHOTO_ID } from '../pipeline-contents.ts';
import { arrivingRecord } from './develop-case.ts';
import { developTest as it } from './develop-test.ts';
import { interrupt, withStep } from './faulty-ports.ts';

const thumbOf = (bytes: Uint8Array, width: number) =>
  formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID, sha256: hash('sha256', bytes) }, width);
const keyOf = (bytes: Uint8Array, jobId = 'j-1') =>
  formatPhotoKey({ jobId, photoId: PHOTO_ID, type: 'image/jpeg', sha256: hash('sha256', bytes) });

/** The clock of these tests' bucket tells one second for all: what came later says so itself. */
const LATE = '2099-01-01T00:00:00.000Z';

describe('develop', () => {
  it('makes of an upload a record, two images and two audit events', async ({ pipeline, developAll }) => {
    const photo = await drawTurned(6, 400, 300);
    const sha256 = hash('sha256', photo);
    const event = await pipeline.upload(photo, { facts: { title: 'Küche', stage: 'before', sha256 } });
    expect(await developAll(event)).toEqual(['ready']);
    const [record] = await pipeline.readRecords();
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
    const audit = await pipeline.readAudit();
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['stored', 'system'],
      ['verified', 'system'],
    ]);
    expect(audit[1]?.detail).toMatchObject({ sha256, verified: true });
  });

  it('stores upright WebP, cached for a year and for ever, and leaves the original byte-true', async ({
    pipeline,
    developAll,
  }) => {
    const photo = await drawTurned(8, 400, 300);
    await developAll(await pipeline.upload(photo));
    const thumb = await pipeline.readObject(thumbOf(photo, 320));
    expect(thumb).toMatchObject({ ContentType: 'image/webp', CacheControl: 'private, max-age=31536000, immutable' });
    expect(await measureDrift(thumb.bytes)).toBeLessThan(12);
    expect(await measureDrift((await pipeline.readObject(thumbOf(photo, 1280))).bytes)).toBeLessThan(12);
    expect(Buffer.compare((await pipeline.readObject(keyOf(photo))).bytes, photo)).toBe(0);
  });

  it('goes by the bytes, whatever the name says', async ({ pipeline, developAll }) => {
    const png = await drawQuadrants().png().toBuffer();
    await developAll(await pipeline.upload(png, { type: 'image/heic' }));
    const [record] = await pipeline.readRecords();
    expect(record).toMatchObject({ state: 'ready', type: 'image/png', key: expect.stringMatching(/\.heic$/) });
  });

  it('takes what does not bear the name of its bytes for no file of the photo', async ({ pipeline, developAll }) => {
    const event = await pipeline.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { sha256: '0'.repeat(64) } });
    expect(await developAll(event)).toEqual(['misnamed']);
    expect(await pipeline.readRecords()).toEqual([]);
  });

  it('lists what it cannot read as unreadable, once and for all, and keeps its bytes', async ({
    pipeline,
    developAll,
  }) => {
    const bytes = Buffer.from('<html>not a photo</html>');
    const event = await pipeline.upload(bytes);
    expect(await developAll(event)).toEqual(['unreadable']);
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await pipeline.readRecords()).toMatchObject([{ state: 'unreadable', type: 'image/jpeg', bytes: 24 }]);
    expect(await pipeline.listVersions('thumbs/')).toEqual([]);
    expect(Buffer.from((await pipeline.readObject(keyOf(bytes))).bytes).toString()).toBe('<html>not a photo</html>');
  });

  it('tries again what was too slow, and calls it unreadable at the last try', async ({ pipeline }) => {
    const [version] = parseNotification(await pipeline.upload(await drawQuadrants().jpeg().toBuffer()));
    if (!version) throw new Error('no version');
    const ports = withStep(pipeline.ports, 'render', () => () => Promise.reject(new UnreadableError('too-slow')));
    await expect(develop(version, ports)).rejects.toMatchObject({ reason: 'too-slow' });
    expect(await pipeline.readRecords()).toMatchObject([{ state: 'stored' }]);
    expect(await develop(version, ports, { isLastTry: true })).toBe('unreadable');
    expect(await pipeline.readRecords()).toMatchObject([{ state: 'unreadable', unreadable_reason: 'too-slow' }]);
  });

  it('takes the row of the ticket over and drops its TTL', async ({ pipeline, developAll }) => {
    await pipeline.putRecord(arrivingRecord({ title: 'from the ticket' }));
    await developAll(await pipeline.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'signed' } }));
    const [record] = await pipeline.readRecords();
    expect(record).toMatchObject({ state: 'ready', title: 'signed' });
    expect(record).not.toHaveProperty('expires_at');
  });

  it('shows the first of two, and takes the second for a later upload of it', async ({ pipeline, developAll }) => {
    const early = await pipeline.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    const second = await drawNoise(60, 80, 2).jpeg().toBuffer();
    const facts = { title: 'another', uploaderName: 'Zoë', arrivedAt: LATE };
    const late = await pipeline.upload(second, { facts });
    expect(await developAll(early)).toEqual(['ready']);
    expect(await developAll(late)).toEqual(['kept']);
    expect((await pipeline.readRecords())[0]).toMatchObject({ width: 80, height: 60, title: null, verified: true });
    expect(await pipeline.readAudit()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'later-upload',
          actor: 'worker-1',
          actor_name: 'Zoë',
          detail: expect.objectContaining({ sha256: hash('sha256', second), hidden: false }),
        }),
      ]),
    );
    expect(await pipeline.listVersions('thumbs/')).toHaveLength(2);
  });

  it('passes over a version that is gone', async ({ pipeline, developAll }) => {
    const event = await pipeline.upload(await drawQuadrants().jpeg().toBuffer());
    for (const version of parseNotification(event)) await pipeline.ports.photos.remove(version);
    expect(await developAll(event)).toEqual(['gone']);
    expect(await pipeline.readRecords()).toEqual([]);
  });

  it('gives what promised no hash the name of its bytes: the first stays the photo', async ({
    pipeline,
    developAll,
  }) => {
    const first = await drawNoise(80, 60, 1).jpeg().toBuffer();
    const second = await drawNoise(60, 80, 2).jpeg().toBuffer();
    const early = await pipeline.upload(first, { isUnnamed: true, facts: { title: 'first' } });
    const late = await pipeline.upload(second, { isUnnamed: true, facts: { title: 'second', arrivedAt: LATE } });
    expect(await developAll(late)).toEqual(['ready']);
    expect(await developAll(early)).toEqual(['ready']);
    expect(await pipeline.readRecords()).toMatchObject([
      { key: keyOf(first), title: 'first', width: 80, verified: null, files: [{ key: keyOf(first) }, {}] },
    ]);
    expect(await pipeline.listVersions('jobs/')).toEqual([keyOf(first), keyOf(second)].sort());
  });

  it('ends the same when the event of such a copy comes, and that of the arrival once more', async ({
    pipeline,
    developAll,
  }) => {
    const event = await pipeline.upload(await drawQuadrants().jpeg().toBuffer(), { isUnnamed: true });
    await developAll(event);
    const expected = await pipeline.readRecords();
    expect(await developAll(pipeline.notifications.at(-1) ?? '')).toEqual(['repeated']);
    expect(await developAll(event)).toEqual(['gone']);
    expect(await pipeline.readRecords()).toEqual(expected);
  });

  it('raises no event by what it writes', async ({ pipeline, developAll }) => {
    const event = await pipeline.upload(await drawQuadrants().jpeg().toBuffer());
    await developAll(event);
    expect(pipeline.notifications).toEqual([event]);
  });
});

describe('develop, over what people did', () => {
  it('overwrites no edit when it develops again, or another file comes', async ({ pipeline, developAll }) => {
    const event = await pipeline.upload(await drawNoise(80, 60, 1).jpeg().toBuffer(), { facts: { title: 'first' } });
    await developAll(event);
    const [record] = await pipeline.readRecords();
    if (!record) throw new Error('no record');
    await pipeline.putRecord({ ...record, title: 'edited', stage: 'after', revision: 1, width: null });
    const [version] = parseNotification(event);
    expect(version && (await develop(version, pipeline.ports, { again: true }))).toBe('ready');
    expect((await pipeline.readRecords())[0]).toMatchObject({ width: 80 });
    expect((await pipeline.readRecords())[0]).toMatchObject({ title: 'edited', stage: 'after', revision: 1 });
    await developAll(
      await pipeline.upload(await drawNoise(60, 80, 2).jpeg().toBuffer(), {
        facts: { title: 'again', arrivedAt: LATE },
      }),
    );
    expect((await pipeline.readRecords())[0]).toMatchObject({ title: 'edited', revision: 1, width: 80 });
  });

  it('loses no edit that was made while it rendered', async ({ pipeline, developAll }) => {
    const event = await pipeline.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'first' } });
    await pipeline.putRecord(arrivingRecord());
    const ports = interrupt(pipeline.ports, 'writeDerived', async () => {
      await pipeline.putRecord(arrivingRecord({ title: 'edited', revision: 1 }));
    });
    await developAll(event, ports);
    expect(await pipeline.readRecords()).toMatchObject([{ state: 'ready', title: 'edited', revision: 1 }]);
  });

  it('finds an edit in the tags when the table was lost', async ({ pipeline, developAll }) => {
    const photo = await drawQuadrants().jpeg().toBuffer();
    const event = await pipeline.upload(photo, { facts: { title: 'first' } });
    const tags = formatEditTags({ title: 'edited <1> 🏠', stage: 'receipt', revision: 4 });
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await pipeline.client.send(
      new PutObjectTaggingCommand({ Bucket: pipeline.bucket, Key: keyOf(photo), Tagging: { TagSet } }),
    );
    await developAll(event);
    expect(await pipeline.readRecords()).toMatchObject([{ title: 'edited <1> 🏠', stage: 'receipt', revision: 4 }]);
  });
});
