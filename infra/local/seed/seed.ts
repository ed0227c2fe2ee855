/** Fills a fresh data folder: the jobs as rows, the sample photos by the very way that a phone goes. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Capture, Ticket, TicketResponse } from '../../../edge/api.ts';
import type { Credential } from '../iam/credentials.ts';
import { DEMO_JOBS, toJobRows } from './demo-jobs.ts';
import { DEMO_PHOTOS, type DemoPhoto, renderDemoPhoto } from './demo-photos.ts';
import type { DemoUserName } from './demo-users.ts';

export interface SeedJobsOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly table: string;
  readonly credential: Credential;
  readonly nowMs: number;
}

/** One BatchWriteItem takes 25 rows (API reference). */
const MAX_BATCH = 25;

export async function seedJobs({ endpoint, region, table, credential, nowMs }: SeedJobsOptions): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials: credential });
  const documents = DynamoDBDocumentClient.from(client);
  const writes = toJobRows(DEMO_JOBS, nowMs).map((Item) => ({ PutRequest: { Item } }));
  try {
    for (let start = 0; start < writes.length; start += MAX_BATCH) {
      await documents.send(
        new BatchWriteCommand({ RequestItems: { [table]: writes.slice(start, start + MAX_BATCH) } }),
      );
    }
  } finally {
    client.destroy();
  }
}

export interface SeedPhotosOptions {
  /** Where CloudFront listens. */
  readonly edge: string;
  /** Makes a token for a demo user. */
  readonly token: (user: DemoUserName) => Promise<string>;
  readonly nowMs: number;
}

/** Sends all sample photos, two at a time. Throws when one is refused. */
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
