import { createHash } from 'node:crypto';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DarkroomPorts, develop, type Outcome } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { UnreadableError } from '../../../origin/core/renderer.ts';
import { formatPhotoKey, formatThumbKey } from '../../../origin/photo-key.ts';
import { formatEditTags } from '../../../origin/records.ts';
import { drawNoise, drawQuadrants, drawTurned, measureDrift } from '../draw-photo.ts';
import { type Darkroom, openDarkroom, PHOTO_ID, photoIdOf } from '../open-darkroom.ts';
import { arrivingRecord } from './develop-case.ts';

let darkroom: Darkroom;
beforeEach(async () => {
  darkroom = await openDarkroom();
});
afterEach(() => darkroom.close());

async function developAll(notification: string, ports: DarkroomPorts = darkroom.ports): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const version of parseNotification(notification)) outcomes.push(await develop(version, ports));
  return outcomes;
}

const THUMB = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, 320);
const PREVIEW = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, 1280);
const KEY = formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/jpeg' });

describe('develop', () => {
  it('makes of an upload a record, two images and two audit entries', async () => {
    const photo = await drawTurned(6, 400, 300);
    const sha256 = createHash('sha256').update(photo).digest('hex');
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

  it('stores upright WebP, cached for a year and for ever, and leaves the original byte-true', async () => {
    const photo = await drawTurned(8, 400, 300);
    await developAll(await darkroom.upload(photo));
    const thumb = await darkroom.readObject(THUMB);
    expect(thumb).toMatchObject({ ContentType: 'image/webp', CacheControl: 'private, max-age=31536000, immutable' });
    expect(await measureDrift(thumb.bytes)).toBeLessThan(12);
    expect(await measureDrift((await darkroom.readObject(PREVIEW)).bytes)).toBeLessThan(12);
    expect(Buffer.compare((await darkroom.readObject(KEY)).bytes, photo)).toBe(0);
  });

  it('goes by the bytes, whatever the name says', async () => {
    const png = await drawQuadrants().png().toBuffer();
    await developAll(await darkroom.upload(png, { type: 'image/heic' }));
    const [record] = await darkroom.readRecords();
    expect(record).toMatchObject({ state: 'ready', type: 'image/png', key: expect.stringMatching(/\.heic$/) });
  });

  it('tells of bytes that are not the promised ones', async () => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { sha256: '0'.repeat(64) } });
    await developAll(event);
    expect((await darkroom.readRecords())[0]).toMatchObject({ verified: false });
    expect((await darkroom.readAudit())[1]?.detail).toMatchObject({ verified: false });
  });

  it('lists what it cannot read as unreadable, once and for all, and keeps its bytes', async () => {
    const event = await darkroom.upload(Buffer.from('<html>not a photo</html>'));
    expect(await developAll(event)).toEqual(['unreadable']);
    expect(await developAll(event)).toEqual(['repeated']);
    expect(await darkroom.readRecords()).toMatchObject([{ state: 'unreadable', type: 'image/jpeg', bytes: 24 }]);
    expect(await darkroom.listVersions('thumbs/')).toEqual([]);
    expect(Buffer.from((await darkroom.readObject(KEY)).bytes).toString()).toBe('<html>not a photo</html>');
  });

  it('tries again what was too slow, and calls it unreadable at the last try', async () => {
    const [version] = parseNotification(await darkroom.upload(await drawQuadrants().jpeg().toBuffer()));
    if (!version) throw new Error('no version');
    const ports = withStep(darkroom.ports, 'render', () => () => Promise.reject(new UnreadableError('too-slow')));
    await expect(develop(version, ports)).rejects.toMatchObject({ reason: 'too-slow' });
    expect(await darkroom.readRecords()).toEqual([]);
    expect(await develop(version, ports, { isLastTry: true })).toBe('unreadable');
  });

  it('takes the row of the ticket over and drops its TTL', async () => {
    await darkroom.putRecord(arrivingRecord({ title: 'from the ticket' }));
    await developAll(await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'signed' } }));
    const [record] = await darkroom.readRecords();
    expect(record).toMatchObject({ state: 'ready', title: 'signed' });
    expect(record).not.toHaveProperty('expires_at');
  });

  it('reads that very version, also when a later one stands there', async () => {
    const early = await darkroom.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    await darkroom.upload(await drawNoise(60, 80, 2).jpeg().toBuffer());
    await developAll(early);
    expect((await darkroom.readRecords())[0]).toMatchObject({ width: 80, height: 60 });
  });

  it('passes over a version that is gone', async () => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    const [version] = parseNotification(event);
    await darkroom.client.send(
      new DeleteObjectCommand({ Bucket: darkroom.bucket, Key: KEY, VersionId: version?.versionId ?? '' }),
    );
    expect(await developAll(event)).toEqual(['gone']);
    expect(await darkroom.readRecords()).toEqual([]);
  });

  it('still develops a version over which a delete marker stands', async () => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    await darkroom.client.send(new DeleteObjectCommand({ Bucket: darkroom.bucket, Key: KEY }));
    expect(await developAll(event)).toEqual(['ready']);
  });

  it('develops a copy', async () => {
    await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    const key = formatPhotoKey({ jobId: 'j-2', photoId: PHOTO_ID, type: 'image/jpeg' });
    const copy = { Bucket: darkroom.bucket, Key: key, CopySource: `${darkroom.bucket}/${KEY}` };
    await darkroom.client.send(new CopyObjectCommand(copy));
    expect(await developAll(darkroom.notifications.at(-1) ?? '')).toEqual(['ready']);
    expect(await darkroom.readRecords('j-2')).toHaveLength(1);
  });

  it('raises no event by what it writes', async () => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer());
    await developAll(event);
    expect(darkroom.notifications).toEqual([event]);
  });
});

describe('develop, over what people did', () => {
  it('overwrites no edit when it develops again, or a later version', async () => {
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

  it('loses no edit that was made while it rendered', async () => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'first' } });
    await darkroom.putRecord(arrivingRecord());
    const ports = interrupt(darkroom.ports, 'writeDerived', async () => {
      await darkroom.putRecord(arrivingRecord({ title: 'edited', revision: 1 }));
    });
    await developAll(event, ports);
    expect(await darkroom.readRecords()).toMatchObject([{ state: 'ready', title: 'edited', revision: 1 }]);
  });

  it('finds an edit in the tags when the table was lost', async () => {
    const event = await darkroom.upload(await drawQuadrants().jpeg().toBuffer(), { facts: { title: 'first' } });
    const tags = formatEditTags({ title: 'edited <1> 🏠', stage: 'receipt', revision: 4 });
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await darkroom.client.send(new PutObjectTaggingCommand({ Bucket: darkroom.bucket, Key: KEY, Tagging: { TagSet } }));
    await developAll(event);
    expect(await darkroom.readRecords()).toMatchObject([{ title: 'edited <1> 🏠', stage: 'receipt', revision: 4 }]);
  });
});

describe('develop, once', () => {
  it('ends the same in any order of events, each told twice, ten times over', async () => {
    const events: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const photoId = photoIdOf(index % 3);
      const bytes = await drawNoise(90 + index, 60, index)
        .jpeg()
        .toBuffer();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      events.push(await darkroom.upload(bytes, { photoId, facts: { title: `photo ${index}`, sha256 } }));
    }
    for (const event of events) await developAll(event);
    const expected = await readState();
    expect(expected.records.map(({ width }) => width)).toEqual([93, 94, 95]);
    for (let round = 0; round < 10; round += 1) {
      await clearState();
      for (const event of shuffle([...events, ...events], round)) await developAll(event);
      expect(await readState()).toEqual(expected);
    }
  }, 120_000);

  it('makes one record, one version of each image and one trail when two workers have one event', async () => {
    const event = await darkroom.upload(await drawNoise(400, 300, 1).jpeg().toBuffer());
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => developAll(event)));
    for (const outcome of outcomes.flat()) expect(['ready', 'repeated']).toContain(outcome);
    expect(await darkroom.readRecords()).toHaveLength(1);
    expect(await darkroom.readAudit()).toHaveLength(1);
    expect(await darkroom.listVersions('thumbs/')).toEqual([PREVIEW, THUMB].sort());
  });

  it('lets the later version win when its worker overtakes that of the earlier one', async () => {
    const early = await darkroom.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    const late = await darkroom.upload(await drawNoise(60, 80, 2).jpeg().toBuffer());
    const ports = interrupt(darkroom.ports, 'writeDerived', async () => {
      await developAll(late);
    });
    expect(await developAll(early, ports)).toEqual(['superseded']);
    expect(await darkroom.readRecords()).toMatchObject([{ width: 60, height: 80 }]);
    expect(await sharp((await darkroom.readObject(THUMB)).bytes).metadata()).toMatchObject({ width: 60, height: 80 });
    expect(await sharp((await darkroom.readObject(PREVIEW)).bytes).metadata()).toMatchObject({ width: 60 });
  });

  it('asks the bucket for the order where the record knows no sequencer', async () => {
    const early = await darkroom.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    const late = await darkroom.upload(await drawNoise(60, 80, 2).jpeg().toBuffer());
    await developAll(late);
    const [record] = await darkroom.readRecords();
    if (!record) throw new Error('no record');
    await darkroom.putRecord({ ...record, sequencer: null });
    expect(await developAll(early)).toEqual(['superseded']);
    expect(await developAll(late)).toEqual(['repeated']);
    expect(await darkroom.readRecords()).toEqual([{ ...record, sequencer: null }]);
  });
});

describe('develop, after a crash', () => {
  const STEPS = ['find', 'read', 'readEdits', 'inspect', 'render', 'writeDerived', 'replace', 'append'] as const;

  it.each(STEPS.flatMap((step) => [`before ${step}`, `after ${step}`]))(
    'ends the same that broke off %s',
    async (place) => {
      const [moment = '', step = ''] = place.split(' ');
      const bytes = await drawNoise(200, 150, 5).jpeg().toBuffer();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const event = await darkroom.upload(bytes, { facts: { sha256 } });
      await developAll(event);
      const expected = await readState();
      for (const broken of [1, 2]) {
        await clearState();
        const ports = breakOff(darkroom.ports, step, { moment, call: broken });
        const outcome = await developAll(event, ports).catch((error: unknown) => error);
        const isCalledOnce = ['read', 'readEdits', 'inspect', 'render', 'find', 'replace'].includes(step);
        expect(outcome instanceof Error).toBe(!(isCalledOnce && broken === 2));
        await developAll(event);
        expect(await readState()).toEqual(expected);
      }
    },
  );
});

/** All that a reader could see, without what S3 numbers itself. */
async function readState() {
  const keys = await darkroom.listVersions('thumbs/');
  const images = await Promise.all(
    [...new Set(keys)].map(async (key) => [key, digest((await darkroom.readObject(key)).bytes)]),
  );
  return { records: await darkroom.readRecords(), audit: await darkroom.readAudit(), images };
}

/** Takes away all that was developed; only the originals stay. */
async function clearState(): Promise<void> {
  await darkroom.clearTables();
  await darkroom.clearDerived();
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Step = (...parameters: never[]) => Promise<unknown>;

/** The ports, with one method replaced. */
function withStep(ports: DarkroomPorts, step: string, wrap: (method: Step) => Step): DarkroomPorts {
  const entries = Object.entries(ports).map(([name, port]) => {
    const method: unknown = Reflect.get(port, step);
    return [name, typeof method === 'function' ? { ...port, [step]: wrap(method as Step) } : port];
  });
  return Object.fromEntries(entries);
}

/** Something happens just before a step is first taken. */
function interrupt(ports: DarkroomPorts, step: string, event: () => Promise<void>): DarkroomPorts {
  let isDone = false;
  return withStep(ports, step, (method) => async (...parameters) => {
    if (!isDone) {
      isDone = true;
      await event();
    }
    return method(...parameters);
  });
}

/** The process dies before or after the first or second call of a step. */
function breakOff(ports: DarkroomPorts, step: string, at: { moment: string; call: number }): DarkroomPorts {
  let calls = 0;
  return withStep(ports, step, (method) => async (...parameters) => {
    calls += 1;
    if (calls !== at.call) return method(...parameters);
    if (at.moment === 'after') await method(...parameters);
    throw new Error('broken off');
  });
}

function shuffle<T>(values: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const drawn = values.map((value) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return { value, rank: state };
  });
  return drawn.sort((left, right) => left.rank - right.rank).map(({ value }) => value);
}
