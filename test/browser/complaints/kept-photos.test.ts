/** What field workers complain of that is not the network's fault, by name; each in a real browser. */
import { hash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { formatS3Error, type RequestFate } from '../edge-double.ts';
import { capture, readSnapshot, waitForCopies, waitForStates } from '../phone-acts.ts';
import { putSession } from '../phone-page.ts';
import { phoneTest as it } from '../phone-test.ts';

describe('complaint: the phone\u2019s clock is a day wrong', () => {
  it.for<[name: string, aheadMs: number]>([
    ['behind', 86_400_000],
    ['ahead', -86_400_000],
  ])('delivers with a clock a day %s, and corrects the time of capture', async ([_, aheadMs], { edge, openPage }) => {
    edge.aheadMs = aheadMs;
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job']);
    const takenMs = Date.parse(edge.versions.at(-1)?.fields.taken_at ?? '');
    expect(Math.abs(takenMs - (Date.now() + aheadMs))).toBeLessThan(60_000);
  });
});

describe('complaint: photos show the wrong date though the phone\u2019s clock is right', () => {
  it.for<[name: string, days: number]>([
    ['behind', 3],
    ['ahead', -3],
  ])('after a clock that was days %s was set right', async ([, days], { edge, openPage, context }) => {
    edge.aheadMs = days * 86_400_000;
    const wrong = await openPage();
    await capture(wrong, 'j-1', [await drawPhoto()]);
    await waitForStates(wrong, ['in-job']);
    await wrong.close();
    edge.aheadMs = 0;
    edge.fate = () => 'cut';
    const right = await openPage();
    await capture(right, 'j-1', [await drawPhoto()]);
    await waitForStates(right, ['saved']);
    const [shown] = (await readSnapshot(right)).entries;
    expect(Math.abs(Date.parse(shown?.takenAt ?? '') - Date.now())).toBeLessThan(60_000);
    edge.fate = () => 'pass';
    await right.evaluate(() => window.phone.outbox.sendNow());
    await waitForStates(right, ['in-job']);
    const takenMs = Date.parse(edge.versions.at(-1)?.fields.taken_at ?? '');
    expect(Math.abs(takenMs - Date.now())).toBeLessThan(60_000);
    expect(context.pages()).toHaveLength(1);
  });
});

describe('complaint: the sign-in expires on the way home', () => {
  it('pauses, keeps the photos, and goes on by itself after the sign-in', async ({ edge, openPage }) => {
    edge.fate = (path) => (path === '/upload-url' ? { problem: 'token-expired' } : 'pass');
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto(), await drawPhoto()]);
    await page.waitForFunction(() => window.phone.outbox.snapshot().paused === 'sign-in');
    expect((await readSnapshot(page)).counts.waiting).toBe(2);
    edge.fate = () => 'pass';
    await putSession(page, 'worker');
    await waitForStates(page, ['in-job', 'in-job']);
  });
});

describe('complaint: the queue is wiped by logout', () => {
  it('keeps the photos of who signed out, counts them for the next, and sends them only when their owner is back', async ({
    edge,
    openPage,
  }) => {
    edge.fate = () => 'cut';
    const page = await openPage('ann');
    await capture(page, 'j-1', [await drawPhoto()]);
    await page.evaluate(() => window.phone.session.signOut());
    await page.waitForFunction(() => window.phone.outbox.snapshot().counts.waitingOfOthers === 1);
    edge.fate = () => 'pass';
    const bobs = await openPage('bob');
    await capture(bobs, 'j-1', [await drawPhoto()]);
    await waitForStates(bobs, ['in-job']);
    expect(edge.newest().size).toBe(1);
    expect((await readSnapshot(bobs)).counts.waitingOfOthers).toBe(1);
    const anns = await openPage('ann');
    await waitForStates(anns, ['in-job']);
    expect(edge.newest().size).toBe(2);
  });
});

describe('complaint: a refusal for good feeds a retry loop', () => {
  it.for<[string, RequestFate, string]>([
    ['/upload-url', { problem: 'access-denied' }, 'access-denied'],
    ['/upload-url', { problem: 'job-closed' }, 'job-closed'],
    ['/upload', { status: 403, xml: formatS3Error('SignatureDoesNotMatch', '') }, 'refused-by-storage'],
  ])(
    'stops, says why, keeps the photo and offers the original: %s %j',
    async ([path, fate, code], { edge, openPage }) => {
      edge.fate = (asked) => (asked === path ? fate : 'pass');
      const page = await openPage();
      const photo = await drawPhoto();
      const [id = ''] = await capture(page, 'j-1', [photo]);
      await waitForStates(page, ['stuck']);
      expect((await readSnapshot(page)).entries[0]?.problem).toBe(code);
      const asked = edge.requests.length;
      await page.evaluate(() => dispatchEvent(new Event('online')));
      expect(edge.requests).toHaveLength(asked);
      const exported = await page.evaluate(async (entry) => {
        const bytes = await (await window.phone.outbox.exportPhoto(entry)).arrayBuffer();
        return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
      }, id);
      expect(Buffer.from(exported).toString('hex')).toBe(photo.sha256);
      edge.fate = () => 'pass';
      await page.evaluate(() => window.phone.outbox.sendNow());
      await waitForStates(page, ['in-job']);
    },
  );

  it('does not let one refused photo take its company down', async ({ edge, openPage }) => {
    const page = await openPage();
    edge.refuses = (photo) => (photo.stage === 'damage' ? 'access-denied' : null);
    await capture(page, 'j-1', [await drawPhoto()]);
    await capture(page, 'j-1', [await drawPhoto()], { stage: 'damage' });
    await capture(page, 'j-1', [await drawPhoto()]);
    await page.waitForFunction(() => {
      const { entries } = window.phone.outbox.snapshot();
      return (
        entries
          .map(({ state }) => state)
          .sort()
          .join() === 'in-job,in-job,stuck'
      );
    });
  });
});

describe('complaint: the picture is black, sideways, HEIC, or no picture at all', () => {
  it('sends the original of a picture of one colour: the canvas may have failed', async ({ edge, openPage }) => {
    const page = await openPage();
    const black = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#000' } })
      .jpeg()
      .toBuffer();
    await capture(page, 'j-1', [{ bytes: black }]);
    await waitForStates(page, ['in-job']);
    expect(edge.versions.map((version) => version.sha256)).toEqual([hash('sha256', black)]);
  });

  it('bakes every EXIF orientation in', async ({ edge, openPage }) => {
    const page = await openPage();
    const toSmall = (image: Uint8Array) => sharp(image).rotate().resize(24, 24, { fit: 'fill' }).raw().toBuffer();
    const wrong: string[] = [];
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const marked = await drawPhoto({ width: 2400, height: 1600, orientation });
      await capture(page, 'j-1', [marked]);
      await waitForStates(page, Array(orientation).fill('in-job'));
      const working = edge.versions.at(-1)?.bytes ?? new Uint8Array();
      const [seen, wanted] = [await toSmall(working), await toSmall(marked.bytes)];
      const sum = seen.reduce((total, value, index) => total + Math.abs(value - (wanted[index] ?? 0)), 0);
      const off = sum / seen.length;
      if (off >= 6 || Buffer.from(working).includes('Exif')) wrong.push(`${orientation}: ${off.toFixed(1)} off`);
    }
    expect(wrong).toEqual([]);
  });

  it('sends HEIC as it is where the browser cannot decode it, without a preview under another key', async ({
    edge,
    openPage,
  }) => {
    const page = await openPage();
    const heic = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypheic'), Buffer.alloc(40_000, 7)]);
    await capture(page, 'j-1', [{ bytes: heic }]);
    await waitForStates(page, ['in-job']);
    expect(edge.versions.map(({ key, sha256: sum }) => [key.slice(-5), sum])).toEqual([
      ['.heic', hash('sha256', heic)],
    ]);
  });

  it('keeps what is no picture at all, and says so', async ({ edge, openPage }) => {
    const page = await openPage();
    await capture(page, 'j-1', [{ bytes: Buffer.from('a text, and no picture') }]);
    await waitForStates(page, ['stuck']);
    expect((await readSnapshot(page)).entries[0]?.problem).toBe('unsupported-type');
    expect(edge.requests).toEqual([]);
  });

  it('refuses an empty file by name', async ({ openPage }) => {
    const page = await openPage();
    expect(await capture(page, 'j-1', [{ bytes: Buffer.alloc(0) }])).toEqual(['error:empty']);
  });
});

describe('complaint: the photo is shrunk, and shown, only when it is sent', () => {
  it('has copies and a preview before there is a network', async ({ edge, openPage }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    const [id = ''] = await capture(page, 'j-1', [await drawPhoto()]);
    await waitForCopies(page);
    const preview = await page.evaluate(async (entry) => {
      const picture = await window.phone.outbox.preview(entry);
      return picture && Array.from(new Uint8Array(await picture.arrayBuffer()));
    }, id);
    expect(await sharp(Buffer.from(preview ?? [])).metadata()).toMatchObject({ format: 'jpeg' });
    expect(edge.versions).toEqual([]);
  });
});

describe('complaint: iOS loses Blobs kept in IndexedDB', () => {
  it('stores pictures as ArrayBuffers, apart from the entries', async ({ edge, openPage }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    await capture(page, 'j-1', [await drawPhoto()]);
    const kinds = await page.evaluate(async () => {
      const database = await window.engine.openDatabase();
      const [bytes, entries] = [await database.read('bytes').getAll(), await database.read('entries').getAll()];
      database.close();
      const inEntries = entries
        .flatMap((entry) => Object.values(entry))
        .filter((value) => value instanceof ArrayBuffer);
      return { allBuffers: bytes.every((value) => value instanceof ArrayBuffer), inEntries: inEntries.length };
    });
    expect(kinds).toEqual({ allBuffers: true, inEntries: 0 });
  });
});
