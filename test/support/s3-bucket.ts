/** The uploads bucket in the embedded S3. Tickets are made by the edge's own code, and S3 takes a form only as they say. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueTicket } from '../../edge/core/issue-ticket.ts';
import { derivePhotoId } from '../../edge/core/photo-id.ts';
import { planPhoto } from '../../edge/core/plan-photo.ts';
import { createCredentialStore } from '../../infra/local/aws/iam/credentials.ts';
import { createS3 } from '../../infra/local/aws/s3/server.ts';
import { type ObjectFacts, parseObjectMetadata } from '../../origin/records.ts';
import { sendFormByFetch } from '../../site/sender/send-form.ts';
import { forgePresigned } from '../infra/local/aws/s3/contract/forge.ts';
import type { ListedVersion, TicketBucket } from './ticket-bucket.ts';

const ACCOUNT_ID = '111122223333';
const REGION = 'us-east-1';
const BUCKET = 'uploads';
const VERSIONED = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
const KEYS = { accessKeyId: 'AKIAUPLOADSBUCKET000', secretAccessKey: 'known-to-this-test-alone' };

export interface S3Bucket extends TicketBucket {
  /** Hands S3 a form as a browser sent it. */
  forward(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<ForwardedForm>;
}

export interface ForwardedForm {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** The version that came of it, as S3 gives it back; null when S3 refused. */
  readonly stored: StoredUpload | null;
}

export interface StoredUpload {
  readonly key: string;
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;
  readonly facts: Partial<ObjectFacts>;
}

/** `now` in Unix milliseconds is the clock of the signer and of S3. */
export async function openS3Bucket(now: () => number): Promise<S3Bucket> {
  const dataDir = await mkdtemp(join(tmpdir(), 'edgeshot-uploads-'));
  const credentials = createCredentialStore();
  credentials.add({ ...KEYS, principal: { kind: 'root', name: `arn:aws:iam::${ACCOUNT_ID}:root`, policies: [] } });
  const s3 = await createS3({ dataDir, credentials, region: REGION, accountId: ACCOUNT_ID, now });
  const ask = createRequester(s3.url, now);
  await ask('PUT', `/${BUCKET}`);
  await ask('PUT', `/${BUCKET}`, { query: { versioning: '' }, body: VERSIONED });
  return {
    issueTicket: async (jobId, capture, lifeSeconds) => {
      const photo = planPhoto(capture, derivePhotoId('worker', jobId, capture.id ?? ''), { jobId, subject: 'worker' });
      const address = { bucket: BUCKET, region: REGION, endpoint: s3.url };
      const terms = { address, credentials: KEYS, lifeSeconds, method: 'POST', via: 's3' } as const;
      return issueTicket(photo, { ...terms, now: new Date(now()), readClockMs: Date.now });
    },
    sendForm: (ticket, bytes) => sendFormByFetch({ ...ticket, url: ticket.s3_url }, bytes, UNWATCHED),
    forward: (body, contentType) => forwardForm(`${s3.url}/${BUCKET}`, ask, { body, contentType }),
    listVersions: () => listVersions(ask),
    close: async () => {
      await s3.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const UNWATCHED = { onProgress: () => undefined, signal: new AbortController().signal, stalls: 0 };

type Requester = (
  method: string,
  path: string,
  request?: { readonly query?: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<Response>;

/** Signs on the bucket's clock: the SDK's client would set its own by the responses. */
function createRequester(endpoint: string, now: () => number): Requester {
  const target = { name: 'local', endpoint, region: REGION, ...KEYS, clientOptions: {} } as const;
  return async (method, path, { query = {}, body } = {}) => {
    const { url } = forgePresigned(target, { method, path, query, atMs: now() });
    const response = await fetch(url, body === undefined ? { method } : { method, body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
}

async function forwardForm(
  url: string,
  ask: Requester,
  { body, contentType }: { readonly body: Uint8Array<ArrayBuffer>; readonly contentType: string },
): Promise<ForwardedForm> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': contentType } });
  const { status, headers } = response;
  const text = await response.text();
  const key = readElement(text, 'Key');
  const versionId = headers.get('x-amz-version-id');
  const stored =
    versionId === null ? null : await readVersion(key, await ask('GET', `/${BUCKET}/${key}`, { query: { versionId } }));
  return { status, type: headers.get('content-type') ?? '', body: text, stored };
}

async function listVersions(ask: Requester): Promise<readonly ListedVersion[]> {
  const listing = await (await ask('GET', `/${BUCKET}`, { query: { versions: '' } })).text();
  const versions = [...listing.matchAll(/<Version>(.*?)<\/Version>/gs)].map(([, version = '']) => ({
    key: readElement(version, 'Key'),
    bytes: Number(readElement(version, 'Size')),
    modifiedAt: readElement(version, 'LastModified'),
  }));
  // S3 lists the newest of a key first.
  return versions.reverse().sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)));
}

async function readVersion(key: string, response: Response): Promise<StoredUpload> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const metadata = [...response.headers].map(([name, value]) => [name.replace(/^x-amz-meta-/, ''), value]);
  const facts = parseObjectMetadata(Object.fromEntries(metadata));
  return { key, bytes, sha256: createHash('sha256').update(bytes).digest('hex'), facts };
}

function readElement(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
