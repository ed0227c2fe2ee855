/** A test of the evidence: emulated Stripe, the local services, the drawing itself; each test has a dispute of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import sharp from 'sharp';
import type Stripe from 'stripe';
import { test } from 'vitest';
import { createStripe } from '../../../infra/local/stripe/server.ts';
import { toCheckoutSession } from '../../../infra/local/stripe/session-object.ts';
import { createEvidenceDrawing } from '../../../origin/adapters/draw-evidence.ts';
import { createEvidenceCases } from '../../../origin/adapters/evidence-cases.ts';
import { createEvidencePictures } from '../../../origin/adapters/evidence-pictures.ts';
import { createEvidenceRows } from '../../../origin/adapters/evidence-rows.ts';
import { createStripeDisputes } from '../../../origin/adapters/stripe-disputes.ts';
import { draftEvidence } from '../../../origin/dispute/draft-evidence.ts';
import type { EvidencePorts } from '../../../origin/dispute/ports.ts';
import { formatThumbKey, PREVIEW_WIDTH } from '../../../origin/photo-key.ts';
import type { RecordKey } from '../../../origin/record-key.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { PIPELINE_BUCKET, startPipelineServices } from '../pipeline-services.ts';
import { BOOKING_ID, toDisputedBooking, toJobEntry, toProvenPhoto } from './evidence-cases.ts';

export const EVIDENCE_NOW = new Date('2026-12-09T09:00:00Z');
const KEY = 'rk_test_evidence';

async function startWorld() {
  const directory = await mkdtemp(join(tmpdir(), 'edgeshot-evidence-'));
  const services = await startPipelineServices(directory);
  const emulator = await createStripe({
    ...{ apiKey: 'rk_test_edge', evidenceKey: KEY, webhookSecret: 'whsec_1', webhook: () => null, pace: 0 },
    now: () => EVIDENCE_NOW.getTime(),
  });
  const { documents, client } = services;
  const tables = { client: documents, table: 'records', auditTable: 'audit' };
  const ports: EvidencePorts = {
    rows: createEvidenceRows(tables),
    cases: createEvidenceCases(tables),
    pictures: createEvidencePictures({ client, bucket: PIPELINE_BUCKET }),
    disputes: createStripeDisputes({ apiKey: KEY, apiBase: emulator.url }),
    draw: createEvidenceDrawing(),
    now: () => EVIDENCE_NOW,
  };
  const put = (row: RecordKey, table = 'records') => documents.send(new PutCommand({ TableName: table, Item: row }));
  const photos = await seedPhotos(put, client);
  return {
    ...{ emulator, ports, put, photos },
    close: async () => {
      await Promise.all([emulator.close(), services.close()]);
      await rm(directory, { recursive: true, force: true });
    },
    async readEntries() {
      const condition = {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `JOB#${BOOKING_ID}` },
      };
      const found = await documents.send(new QueryCommand({ TableName: 'audit', ...condition, ConsistentRead: true }));
      return (found.Items ?? []).filter(({ action }) => action === 'evidence-drafted');
    },
  };
}

type Put = (row: RecordKey, table?: string) => Promise<unknown>;

/** One before the work and one after, with their previews, and an entry of the audit log. */
async function seedPhotos(put: Put, client: S3Client): Promise<readonly PhotoRecord[]> {
  const stages = ['before', 'after'] as const;
  const seeded = stages.map(async (stage, index) => {
    const { bytes, sha256 } = await drawPhoto({ seed: index, width: 600, height: 450 });
    const photo = toProvenPhoto({ number: index + 1, stage, sha256 });
    const Body = await sharp(bytes).webp().toBuffer();
    const Key = formatThumbKey({ jobId: BOOKING_ID, photoId: photo.photo_id, sha256 }, PREVIEW_WIDTH);
    await client.send(new PutObjectCommand({ Bucket: PIPELINE_BUCKET, Key, Body }));
    await put(photo);
    return photo;
  });
  await put(toJobEntry(1, 'stored'), 'audit');
  return Promise.all(seeded);
}

let count = 0;

export const evidenceTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('world', { scope: 'file' }, async ({}, { onCleanup }) => {
    const world = await startWorld();
    onCleanup(() => world.close());
    return world;
  })
  /** A dispute of a booking with a photo before and one after, and what makes evidence for it. */
  .extend('disputed', async ({ world }) => {
    const { account, till } = world.emulator;
    count += 1;
    const facts = { amount: 24_900, currency: 'usd', metadata: {}, created: 1, expires_at: 9e9, url: '' };
    const more = { success_url: null, cancel_url: null, client_reference_id: null, customer_email: null };
    const session = toCheckoutSession({ id: `cs_${count}`, ...facts, ...more });
    account.sessions.set(session.id, session);
    till.pay(session, { kind: 'disputed', reason: 'product_not_received' });
    const dispute = [...account.disputes.values()].at(-1) as Stripe.Dispute;
    const booking = toDisputedBooking(String(dispute.payment_intent));
    await world.put(booking);
    const asked = { booking_id: BOOKING_ID, dispute_id: dispute.id };
    const draft = (other: Partial<EvidencePorts> = {}) => draftEvidence(asked, { ...world.ports, ...other });
    const readFile = () =>
      world.emulator.contents.get(String(dispute.evidence.service_documentation)) ?? Buffer.alloc(0);
    return { dispute, booking, photos: world.photos, draft, readFile };
  });
