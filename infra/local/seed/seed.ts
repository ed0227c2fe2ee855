/** Fills a fresh data folder: the jobs as `npm run jobs` would, the sample photos by the very way that a phone goes. */
import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Capture, Ticket, TicketResponse } from '../../../edge/api.ts';
import { createTableClient } from '../../../origin/adapters/table-client.ts';
import type { JobFile } from '../../../origin/job-file.ts';
import { readJob, writeJob } from '../../operate/job-store.ts';
import { DEMO_JOBS, toDemoJobFile } from './demo-jobs.ts';
import { DEMO_PHOTOS, type DemoPhoto, renderDemoPhoto } from './demo-photos.ts';
import type { DemoUserName } from './demo-users.ts';

export interface SeedJobsOptions {
  readonly endpoints: { readonly s3: string; readonly dynamodb: string };
  readonly region: string;
  readonly bucket: string;
  readonly table: string;
  readonly credential: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly nowMs: number;
}

/**
 * Writes the demo jobs as `npm run jobs` would.
 * @throws {DynamoDBServiceException} when a write is refused.
 */
export async function seedJobs({ endpoints, region, credential, nowMs, ...names }: SeedJobsOptions): Promise<void> {
  const place = { region, credentials: credential };
  const s3 = new S3Client({ ...place, endpoint: endpoints.s3, forcePathStyle: true });
  const dynamodb = createTableClient({ ...place, endpoint: endpoints.dynamodb });
  const jobs = { ...names, s3, documents: DynamoDBDocumentClient.from(dynamodb) };
  const seed = async (job: JobFile) => writeJob(jobs, job, await readJob(jobs, job.job_id));
  try {
    await Promise.all(DEMO_JOBS.map((job) => seed(toDemoJobFile(job, nowMs))));
  } finally {
    s3.destroy();
    dynamodb.destroy();
  }
}

export interface SeedPhotosOptions {
  /** Where CloudFront listens. */
  readonly edge: string;
  /** Makes a token for a demo user. */
  readonly token: (user: DemoUserName) => Promise<string>;
  readonly nowMs: number;
}

/**
 * Sends all sample photos, two at a time.
 * @throws {Error} when one is refused.
 */
export async function seedPhotos(options: SeedPhotosOptions): Promise<void> {
  const waiting = [...DEMO_PHOTOS];
  const work = async () => {
    for (let photo = waiting.shift(); photo; photo = waiting.shift()) await sendPhoto(photo, options);
  };
  await Promise.all([work(), work()]);
}

async function sendPhoto(photo: DemoPhoto, { edge, token, nowMs }: SeedPhotosOptions): Promise<void> {
  const bytes = await renderDemoPhoto(photo, nowMs);
  const capture: Capture = {
    id: photo.id,
    type: 'image/jpeg',
    size: bytes.length,
    title: photo.title,
    stage: photo.stage,
    taken_at: new Date(nowMs - photo.minutesAgo * 60_000).toISOString(),
  };
  const asked = await fetch(`${edge}/upload-url`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token(photo.by)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ job_id: photo.jobId, photos: [capture] }),
  });
  if (asked.status !== 200) throw new Error(`no ticket for ${photo.id}: ${asked.status} ${await asked.text()}`);
  const { tickets } = (await asked.json()) as TicketResponse;
  if (!tickets[0]) throw new Error(`no ticket for ${photo.id}`);
  const stored = await fetch(`${edge}/upload`, { method: 'POST', ...toForm(tickets[0], bytes) });
  if (!stored.ok) throw new Error(`${photo.id} was refused: ${stored.status} ${await stored.text()}`);
}

/** Writes the form whole, so that its length is known: S3 takes none of unknown length. */
function toForm({ fields }: Ticket, bytes: Buffer): { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> } {
  const boundary = `edgeshot-${randomUUID()}`;
  const head = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head.join('') + file), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body: new Uint8Array(body) };
}
