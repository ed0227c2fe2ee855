/** What arrives without a promise, bounded by no policy: named, typed, tagged and bounded behind the edge. */
import { hash } from 'node:crypto';
import { GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import type { VersionFacts } from '../../../origin/core/ports.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { drawPdfFile } from '../../support/draw-pdf-file.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';
import { PHOTO_ID } from '../pipeline-contents.ts';
import { developTest as it } from './develop-test.ts';
import { withStep } from './faulty-ports.ts';

const keyOf = (bytes: Uint8Array) =>
  formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/jpeg', sha256: hash('sha256', bytes) });

describe('develop, of what promised no hash', () => {
  it('gets the type and the extension that its bytes have, and the tags of its ticket', async ({
    pipeline,
    developAll,
  }) => {
    const png = await drawQuadrants().png().toBuffer();
    const facts = { title: 'A „sofa“', stage: 'load' } as const;
    await developAll(await pipeline.upload(png, { isUnnamed: true, facts }));
    const key = formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/png', sha256: hash('sha256', png) });
    expect(await pipeline.readRecords()).toMatchObject([{ key, state: 'ready', type: 'image/png' }]);
    expect(await pipeline.readObject(key)).toMatchObject({ ContentType: 'image/png' });
    const tagging = new GetObjectTaggingCommand({ Bucket: pipeline.bucket, Key: key });
    expect((await pipeline.client.send(tagging)).TagSet).toEqual([
      { Key: 'Title', Value: 'A  sofa' },
      { Key: 'Stage', Value: 'load' },
    ]);
  });

  it('keeps a video and a PDF, and calls them what they are', async ({ pipeline, developAll }) => {
    const video = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');
    expect(await developAll(await pipeline.upload(video, { isUnnamed: true }))).toEqual(['unreadable']);
    expect(await pipeline.readRecords()).toMatchObject([
      { unreadable_reason: 'video', type: 'video/mp4', key: expect.stringMatching(/\.mp4$/) },
    ]);
    const photoId = PHOTO_ID.replace(/0$/, '1');
    const pdf = await pipeline.upload(drawPdfFile(), { isUnnamed: true, photoId, jobId: 'j-2' });
    expect(await developAll(pdf)).toEqual(['ready']);
    const [record] = await pipeline.readRecords('j-2');
    expect(record).toMatchObject({ type: 'application/pdf', key: expect.stringMatching(/\.pdf$/), width: 1280 });
    expect(await pipeline.readObject(record?.key ?? '')).toMatchObject({ ContentType: 'application/pdf' });
  });

  it('takes away what came by a ticket and is over 50 MiB, says whose it was, and leaves an operator’s', async ({
    pipeline,
    developAll,
  }) => {
    const most = 50 * 1024 * 1024;
    const withLength = (length: number, uploader = 'worker-1') =>
      withStep(pipeline.ports, 'readFacts', (read) => async (version) => {
        const facts = (await read(version)) as VersionFacts | null;
        return facts && { ...facts, length, metadata: { ...facts.metadata, uploader } };
      });
    const upload = (letter: number) => pipeline.upload(Buffer.alloc(9, letter), { isUnnamed: true });
    expect(await developAll(await upload(1), withLength(most + 1))).toEqual(['not-kept']);
    expect(await pipeline.listVersions('jobs/')).toEqual([]);
    expect(await pipeline.readRecords()).toEqual([]);
    expect(await pipeline.readAudit()).toMatchObject([
      {
        action: 'not-kept',
        actor: 'worker-1',
        photo_ids: [PHOTO_ID],
        detail: { bytes: most + 1, reason: 'too-large' },
      },
    ]);
    expect(await developAll(await upload(2), withLength(most))).toEqual(['unreadable']);
    expect(await developAll(await upload(3), withLength(most + 1, ''))).not.toEqual(['not-kept']);
  });

  it('drops what an open PUT said of itself beside its metadata', async ({ pipeline, developAll }) => {
    const photo = await drawQuadrants().jpeg().toBuffer();
    const Key = formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type: 'image/jpeg' });
    await pipeline.client.send(
      new PutObjectCommand({
        ...{ Bucket: pipeline.bucket, Key, Body: photo, ContentType: 'image/jpeg' },
        ...{ ContentDisposition: 'attachment; filename="invoice.exe"', ContentEncoding: 'gzip', ContentLanguage: 'de' },
        ...{ Expires: new Date('2100-01-01T00:00:00Z'), CacheControl: 'public' },
        Metadata: { job: 'j-1', uploader: 'worker-1' },
      }),
    );
    await developAll(pipeline.notifications.at(-1) ?? '');
    const object = await pipeline.readObject(keyOf(photo));
    expect(object.CacheControl).toBe('private, max-age=31536000, immutable');
    const { ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString } = object;
    expect([ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString]).toEqual(Array(4).fill(undefined));
  });
});
