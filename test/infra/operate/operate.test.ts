import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_LOG_COLUMNS } from '../../../infra/operate/read-audit-log.ts';
import { withAlbumPlace } from '../../../origin/album-index.ts';
import { develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { formatEditTags, type PhotoRecord } from '../../../origin/records.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';
import { drawNoise, drawQuadrants } from '../../support/draw-photo.ts';
import { readZip } from '../../support/read-zip.ts';
import { operateAsProcess, operate as run } from './operate.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
});
afterEach(() => pipeline.close());

const operate = (name: string, ...args: string[]) => run(name, args, { data: pipeline.directory });

const LATE = '2099-01-01T00:00:00.000Z';

/** Four photos of j-1 and one of j-2, developed: edited, one with a later upload, unreadable among them. */
async function fill(): Promise<void> {
  const jpeg = await drawNoise(400, 300, 1).jpeg().toBuffer();
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  await pipeline.upload(jpeg, { photoId: photoIdOf(1), facts: { title: 'Küche', stage: 'before', sha256 } });
  await pipeline.upload(await drawNoise(50, 40, 2).jpeg().toBuffer(), { photoId: photoIdOf(2) });
  const facts = { title: 'sent later', arrivedAt: LATE };
  await pipeline.upload(await drawNoise(40, 50, 3).jpeg().toBuffer(), { photoId: photoIdOf(2), facts });
  await pipeline.upload(Buffer.from('not a photo'), { photoId: photoIdOf(3) });
  await pipeline.upload(await drawQuadrants().png().toBuffer(), { photoId: photoIdOf(4), facts: { title: 'first' } });
  await pipeline.upload(await drawQuadrants().webp().toBuffer(), { photoId: photoIdOf(5), jobId: 'j-2' });
  for (const version of pipeline.notifications.flatMap(parseNotification)) await develop(version, pipeline.ports);
  await edit(4, 'edited <1> 🏠');
}

async function findKey(index: number): Promise<string> {
  const record = (await pipeline.readRecords()).find(({ photo_id }) => photo_id === photoIdOf(index));
  if (!record) throw new Error('no record');
  return record.key;
}

async function edit(index: number, title: string): Promise<void> {
  const record = (await pipeline.readRecords()).find(({ photo_id }) => photo_id === photoIdOf(index));
  if (!record) throw new Error('no record');
  await pipeline.putRecord(withAlbumPlace({ ...record, title, stage: 'after', revision: 1 } as PhotoRecord));
  const TagSet = Object.entries(formatEditTags({ title, stage: 'after', revision: 1 })).map(([Key, Value]) => ({
    Key,
    Value,
  }));
  const tagging = { Bucket: pipeline.bucket, Key: record.key, Tagging: { TagSet } };
  await pipeline.client.send(new PutObjectTaggingCommand(tagging));
}

describe('npm run reindex', () => {
  it('makes the table what it was after it was thrown away, and the audit log of what arrived', async () => {
    await fill();
    const before = { records: await pipeline.readRecords(), other: await pipeline.readRecords('j-2') };
    const images = await pipeline.listVersions('thumbs/');
    await pipeline.clearTables();
    expect(await operate('reindex', '--dry-run')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('5 lacking'),
    });
    expect(await pipeline.readRecords()).toEqual([]);
    expect(await operate('reindex')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/4 ready.*1 unreadable|1 unreadable.*4 ready/),
    });
    expect(await pipeline.readRecords()).toEqual(before.records);
    expect(await pipeline.readRecords('j-2')).toEqual(before.other);
    expect(await pipeline.listVersions('thumbs/')).toEqual(images);
    expect(await operate('reindex')).toMatchObject({ code: 0, stderr: expect.stringContaining('5 whole') });
  });

  it('makes lost images again, byte for byte, and only in the job that was named', async () => {
    await fill();
    const [thumb = ''] = await pipeline.listVersions('thumbs/j-1/');
    const { bytes } = await pipeline.readObject(thumb);
    await pipeline.clearDerived();
    expect((await operate('reindex', '--job', 'j-1')).stderr).toContain('3 ready');
    expect(Buffer.compare((await pipeline.readObject(thumb)).bytes, bytes)).toBe(0);
    expect(await pipeline.listVersions('thumbs/j-2/')).toEqual([]);
  });

  it('brings a deleted photo back as deleted, without its images', async () => {
    await fill();
    const Key = await findKey(1);
    await pipeline.client.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key }));
    await pipeline.clearTables();
    await pipeline.clearDerived();
    await operate('reindex', '--job', 'j-1');
    const [record] = await pipeline.readRecords();
    expect(record).toMatchObject({ photo_id: photoIdOf(1), state: 'ready', title: 'Küche' });
    expect(Date.parse(record?.deleted_at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(record?.expires_at).toBeGreaterThan(Date.now() / 1000 + 29 * 24 * 3600);
    expect((await pipeline.listVersions('thumbs/j-1/')).filter((key) => key.includes(photoIdOf(1)))).toEqual([]);
    expect((await operate('reindex', '--job', 'j-1')).stderr).toContain('4 whole');
  });
});

describe('what is recorded and absent from the bucket', () => {
  it('is named by reindex and export, which exit with 1, and the rest is done', async () => {
    await fill();
    const Key = await findKey(1);
    const { photos } = pipeline.ports;
    for (const version of await photos.list(Key)) await photos.remove(version);
    const missed = { code: 1, stderr: expect.stringContaining(`${Key}: recorded, and absent from the bucket`) };
    const file = join(pipeline.directory, 'out.zip');
    expect(await operate('export', '--job', 'j-1', file)).toMatchObject(missed);
    expect(JSON.parse(String(readZip(await readFile(file)).get('manifest.json'))).photos).toHaveLength(4);
    expect(await operate('reindex')).toMatchObject(missed);
    expect(await operate('reindex', '--job', 'j-2')).toMatchObject({ code: 0 });
  });

  it('is nothing that was deleted, and lies under its marker', async () => {
    await fill();
    await pipeline.ports.photos.hide([await findKey(1)]);
    expect(await operate('reindex')).toMatchObject({ code: 0 });
    expect(await operate('export', '--job', 'j-1', join(pipeline.directory, 'out.zip'))).toMatchObject({ code: 0 });
  });
});

describe('npm run export', () => {
  it('writes originals byte-true, with a manifest and sums that match them', async () => {
    await fill();
    const file = join(pipeline.directory, 'out.zip');
    expect((await operate('export', '--job', 'j-1', file, '--dry-run')).stderr).toContain('4 photos');
    expect(await operate('export', '--job', 'j-1', file)).toMatchObject({ code: 0 });
    const files = readZip(await readFile(file));
    const manifest = JSON.parse(String(files.get('manifest.json')));
    expect(manifest).toMatchObject({ job_id: 'j-1', photos: expect.any(Array) });
    expect(manifest.photos.map(({ role }: never) => role).sort()).toEqual(['later-upload', ...Array(4).fill('photo')]);
    for (const { file: name, key, sha256, bytes, matches_record } of manifest.photos) {
      const original = await pipeline.readObject(key);
      expect(Buffer.compare(files.get(name) ?? Buffer.alloc(0), original.bytes)).toBe(0);
      expect(sha256).toBe(createHash('sha256').update(original.bytes).digest('hex'));
      expect([bytes, matches_record]).toEqual([original.bytes.length, true]);
      expect(String(files.get('SHA256SUMS'))).toContain(`${sha256}  ${name}\n`);
    }
    expect([...files.keys()].join(' ')).toMatch(/\d{8}T\d{6}Z-Kuche-\S+\.jpg/);
    expect([...files.keys()].filter((name) => name.endsWith('.png'))).toHaveLength(1);
  });

  it('puts a photo that would have been taken after it arrived in the order of its arrival', async () => {
    await fill();
    const [record] = await pipeline.readRecords();
    if (!record?.uploaded_at) throw new Error('no record');
    const nameAt = async (aheadMs: number) => {
      const taken_at = new Date(Date.parse(record.uploaded_at ?? '') + aheadMs).toISOString();
      await pipeline.putRecord({ ...record, taken_at });
      const file = join(pipeline.directory, 'out.zip');
      await operate('export', '--job', 'j-1', file, '--force');
      const { photos } = JSON.parse(String(readZip(await readFile(file)).get('manifest.json')));
      return photos
        .find(({ key }: { key: string }) => key === record.key)
        .file.split('/')
        .at(-1);
    };
    const toName = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '');
    const uploadedMs = Date.parse(record.uploaded_at);
    expect(await nameAt(600_000)).toContain(toName(uploadedMs + 600_000));
    expect(await nameAt(600_001)).toContain(toName(uploadedMs));
  });

  it('replaces no file unless told to, and leaves no half of one', async () => {
    await fill();
    const file = join(pipeline.directory, 'out.zip');
    await writeFile(file, 'mine');
    expect(await operate('export', '--job', 'j-1', file)).toMatchObject({ code: 2 });
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect(await operate('export', '--job', 'j-1', file, '--force')).toMatchObject({ code: 0 });
    await expect(readFile(`${file}.part`)).rejects.toThrow('ENOENT');
  });

  it('says so and exits with 1 when a photo is not what was stored first', async () => {
    await fill();
    const [record] = await pipeline.readRecords();
    if (!record) throw new Error('no record');
    await pipeline.putRecord({ ...record, sha256: '0'.repeat(64) });
    const result = await operate('export', '--job', 'j-1', join(pipeline.directory, 'out.zip'));
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`${record.key}: not the bytes`) });
  });
});

describe('npm run audit', () => {
  it('prints the audit log newest first, as text and as CSV', async () => {
    await fill();
    const text = await operate('audit', '--job', 'j-1');
    expect(text.stdout.trim().split('\n')).toHaveLength(11);
    const csv = (await operate('audit', '--job', 'j-1', '--csv')).stdout.trim().split('\n');
    expect(csv[0]).toBe(AUDIT_LOG_COLUMNS.join(','));
    const times = csv.slice(1).map((row) => row.split(',')[0]);
    expect(times).toEqual([...times].sort().reverse());
    expect((await operate('audit', '--job', 'j-1', '--dry-run')).stdout).toBe('');
  });
});

describe('every command', () => {
  const commands = ['reindex', 'reconcile', 'redrive', 'export', 'audit', 'jobs'];

  it.each(commands)('%s explains itself', async (name) => {
    const { code, stdout } = await operate(name, '--help');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Usage: npm run .*--dry-run.*--outputs FILE/s)]);
  });

  it.each(commands)('%s says in one line that no run is there', async (name) => {
    const { code, stderr } = await operate(
      name,
      '--data',
      '/nonexistent',
      ...(['jobs'].includes(name) ? [] : ['--job', 'j-1']),
      ...({ export: ['o.zip'], jobs: ['list'] }[name] ?? []),
    );
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('npm start');
  });

  it.each(commands)('%s refuses an option that it does not know', async (name) => {
    const result = await operateAsProcess(name, ['--nope']);
    expect(result).toMatchObject({ code: 2, stderr: "Unknown option '--nope'. See --help.\n" });
  });

  it('refuses a job id that is none', async () => {
    expect(await operate('audit', '--job', '../j')).toMatchObject({ code: 2 });
    expect(await operate('audit')).toMatchObject({ code: 2, stderr: '--job is needed. See --help.\n' });
  });
});
