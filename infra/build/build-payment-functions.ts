/** Builds what takes payments. Stripe's package is in these bundles and in no other. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { bundleEvidenceFunction, bundlePlainFunction } from './bundle.ts';

export interface PaymentArtifacts {
  /** Folders with an index.js that exports `handler`. */
  readonly booking: string;
  readonly reconcileBookings: string;
  readonly draftEvidence: string;
  readonly sizes: readonly PaymentSize[];
}

interface PaymentSize {
  readonly name: string;
  readonly bytes: number;
  readonly countedBytes?: number;
  readonly maxBytes?: number;
}

/** Ours: with Stripe's package, a cold start loads twice what the other functions do. */
const MAX_ZIP_BYTES = 400 * 1024;

/** @param platform whose native libraries are packed */
export async function buildPaymentFunctions(outdir: string, platform: string): Promise<PaymentArtifacts> {
  const directories = {
    booking: join(outdir, 'edge/booking'),
    reconcileBookings: join(outdir, 'edge/reconcile-bookings'),
    draftEvidence: join(outdir, 'origin/draft-evidence'),
  };
  const sizes = await Promise.all([
    buildOne('booking', directories.booking),
    buildOne('reconcile-bookings', directories.reconcileBookings),
    buildEvidence(platform, directories.draftEvidence),
  ]);
  return { ...directories, sizes };
}

async function buildEvidence(platform: string, directory: string): Promise<PaymentSize> {
  const entry = fileURLToPath(new URL('../../origin/draft-evidence.ts', import.meta.url));
  const module = await bundleEvidenceFunction(entry, platform, directory);
  return { name: 'origin/draft-evidence', bytes: module.byteLength };
}

async function buildOne(name: string, directory: string): Promise<PaymentSize> {
  const entry = fileURLToPath(new URL(`../../edge/${name}.ts`, import.meta.url));
  const module = await bundlePlainFunction(entry, directory);
  const countedBytes = deflateRawSync(module, { level: 9 }).byteLength;
  return { name: `edge/${name}`, bytes: module.byteLength, countedBytes, maxBytes: MAX_ZIP_BYTES };
}
