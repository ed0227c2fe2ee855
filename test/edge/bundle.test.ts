/** The artifact as it is deployed, with the stubs of the SDK in it, against the full client of the SDK and against boto3. */
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EdgeConfig } from '../../edge/config.ts';
import { parseTicketQuery } from '../../edge/core/parse-captures.ts';
import { planPhoto } from '../../edge/core/plan-photo.ts';
import { toPostOptions } from '../../edge/core/sign-form.ts';
import { deriveSigningKey } from '../../edge/core/sign-request.ts';
import type { Handler } from '../../edge/create-handler.ts';
import { bundleEdgeFunction } from '../../infra/build/bundle.ts';
import { createEdgeSecret } from './edge-secret.ts';
import { mintToken, NOW, TOKEN_POLICY } from './issuer.ts';
import { toEvent } from './origin-request.ts';

const directory = mkdtempSync(join(tmpdir(), 'edgeshot-edge-bundle-'));
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG', sessionToken: 'to/ken+=' };
const CONFIG: EdgeConfig = {
  stage: 'test',
  region: 'us-east-1',
  secret_regions: [],
  secret_id: 'edgeshot/test',
  image_secret_id: 'edgeshot/test-image',
  link_secret_id: 'edgeshot/test-link',
  uploads_bucket: 'shot-uploads',
  table: 'records',
  audit_table: 'audit',
  upload_via: 'edge',
  delivery: 'cloudfront',
  customer_uploads: true,
  token: TOKEN_POLICY,
};
const ADDRESS = { bucket: 'shot-uploads', region: 'us-east-1', endpoint: null };
const SIGNING = { address: ADDRESS, credentials: CREDENTIALS, now: NOW, lifeSeconds: 900 };

let services: Server;
let handler: Handler;
let token: string;

/** Answers the reads of one ticket: the secret, and no record of the job, which the token names. */
beforeAll(async () => {
  const secret = JSON.stringify({ SecretString: JSON.stringify(await createEdgeSecret()) });
  services = createServer((request, response) => {
    const isSecret = String(request.headers['x-amz-target']).startsWith('secretsmanager');
    request.resume().on('end', () => response.end(isSecret ? secret : '{}'));
  });
  await new Promise<void>((resolve) => services.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', CREDENTIALS.sessionToken);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', url);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', url);
  await bundleEdgeFunction(join(import.meta.dirname, '../../edge/upload-url.ts'), directory);
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  handler = createRequire(import.meta.url)(directory).handler;
  token = await mintToken({ jobs: ['j-1'] });
});
afterAll(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  services.closeAllConnections();
  await new Promise((resolve) => services.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

const queries = fc
  .record(
    {
      type: fc.constantFrom('image/jpeg', 'image/heic', 'image/webp'),
      size: fc.integer({ min: 1, max: 1_000_000 }).map(String),
      title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      stage: fc.constantFrom('before', 'load', 'after'),
      id: fc.stringMatching(/^[A-Za-z0-9_-]{8,20}$/),
      sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    },
    { requiredKeys: ['type'] },
  )
  .map((fields) => new URLSearchParams({ job_id: 'j-1', ...fields } as Record<string, string>));

async function askBundle(query: URLSearchParams) {
  const result = await handler(toEvent(`/upload-url?${query}`, { token }, CONFIG));
  expect(result.status).toBe('200');
  return JSON.parse(result.body);
}

function planOf(query: URLSearchParams, photoId: string) {
  const [capture] = parseTicketQuery(query).captures;
  if (capture === undefined) throw new Error('no capture');
  return planPhoto(capture, photoId, { jobId: 'j-1', subject: 'worker-1' });
}

describe('the bundle of /upload-url', () => {
  it('issues the tickets that the full S3Client signs, byte for byte, for 300 random requests', async () => {
    const client = new S3Client({ region: 'us-east-1', credentials: CREDENTIALS });
    const property = fc.asyncProperty(queries, async (query) => {
      const ticket = await askBundle(query);
      const expected = await createPresignedPost(client, toPostOptions(planOf(query, ticket.photo_id), SIGNING));
      expect({ url: ticket.s3_url, fields: ticket.fields }).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 300 });
    client.destroy();
  });
});

const hasBoto3 = (() => {
  try {
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'ignore', timeout: 120_000, killSignal: 'SIGKILL' });
    return true;
  } catch {
    return false;
  }
})();

describe.runIf(hasBoto3)('against boto3', () => {
  /** Signs with boto3 at NOW: the same fields and conditions, without the order of JSON's members that neither promises. */
  const PROGRAM = `
import json, sys, datetime, types
import botocore.auth, botocore.signers, boto3
now = datetime.datetime(2026, 11, 22, 10, 20, 0, tzinfo=datetime.timezone.utc)
class Standing(datetime.datetime):
    utcnow = classmethod(lambda cls: now.replace(tzinfo=None))
for module in (botocore.auth, botocore.signers):
    # Debian's boto3 is older and asks the datetime module itself.
    if hasattr(module, 'get_current_datetime'):
        module.get_current_datetime = lambda remove_tzinfo=True: now.replace(tzinfo=None) if remove_tzinfo else now
    else:
        module.datetime = types.SimpleNamespace(**{**vars(datetime), 'datetime': Standing})
s3 = boto3.client('s3', region_name='us-east-1', config=boto3.session.Config(signature_version='s3v4', s3={'addressing_style': 'virtual'}))
out = []
for asked in json.load(sys.stdin):
    conditions = [{name: value} for name, value in asked['fields'].items()] + [['content-length-range'] + asked['range'], {'bucket': 'shot-uploads'}]
    out.append(s3.generate_presigned_post('shot-uploads', asked['key'], Fields=dict(asked['fields']), Conditions=conditions, ExpiresIn=900))
json.dump(out, sys.stdout)`;

  it('has the same fields, the same conditions, and a signature by the same key over its own policy', async () => {
    const asked = fc.sample(queries, 100);
    const tickets = await Promise.all(asked.map(askBundle));
    const plans = tickets.map((ticket, index) => planOf(asked[index] ?? new URLSearchParams(), ticket.photo_id));
    const input = plans.map((plan) => {
      const { Fields } = toPostOptions(plan, SIGNING);
      return { key: plan.key, fields: Fields, range: [plan.minBytes, plan.maxBytes] };
    });
    const output = execFileSync('python3', ['-c', PROGRAM], {
      input: JSON.stringify(input),
      env: process.env,
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    const posts: { url: string; fields: Record<string, string> }[] = JSON.parse(output.toString());
    for (const [index, { url, fields }] of posts.entries()) {
      const ticket = tickets[index];
      const { policy = '', 'x-amz-signature': signature, ...rest } = fields;
      const { Policy, 'X-Amz-Signature': ours, bucket, ...others } = ticket.fields;
      expect(toLowerNames(rest)).toEqual(toLowerNames(others));
      expect(toConditions(policy)).toEqual(toConditions(Policy));
      expect(JSON.parse(atob(policy)).expiration).toBe(JSON.parse(atob(Policy)).expiration);
      expect(sign(policy)).toBe(signature);
      expect(sign(Policy)).toBe(ours);
      expect(bucket).toBe('shot-uploads');
      expect(url.replace(/^https:\/\/shot-uploads\.s3(\.us-east-1)?\./, 'https://shot-uploads.s3.us-east-1.')).toBe(
        ticket.s3_url,
      );
    }
  });
});

function sign(policy: string): string {
  const key = deriveSigningKey({ credentials: CREDENTIALS, region: 'us-east-1', service: 's3' }, '20261122');
  return createHmac('sha256', key).update(policy).digest('hex');
}

function toLowerNames(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}

function toConditions(policy: string): readonly string[] {
  const { conditions }: { conditions: unknown[] } = JSON.parse(Buffer.from(policy, 'base64').toString());
  const plain = conditions.map((condition) =>
    JSON.stringify(Array.isArray(condition) ? condition : toLowerNames(condition as Record<string, string>)),
  );
  return [...new Set(plain)].sort();
}
