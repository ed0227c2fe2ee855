/**
 * One measured process of the bench: develops the photos of a folder, the whole way over ports in memory (`pipeline`), or
 * makes the two images by plain sharp calls (`sharp`), and prints what it took.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createSharpRenderer } from '../../../origin/adapters/sharp-renderer.ts';
import { develop } from '../../../origin/core/develop.ts';
import type { PhotoVersion } from '../../../origin/core/photo-version.ts';
import type { PipelinePorts } from '../../../origin/core/ports.ts';
import { PREVIEW_WIDTH, THUMB_WIDTH } from '../../../origin/photo-key.ts';
import type { PhotoRecord } from '../../../origin/records.ts';

export interface Measurement {
  readonly photos: number;
  readonly wallSeconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

const [mode = '', folder = '', rounds = '1'] = process.argv.slice(2);
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
const photos = Array.from({ length: Number(rounds) }, () => files).flat();

if (mode === 'sharp') sharp.cache(false);
const developPhoto = mode === 'sharp' ? renderPlainly : createPipeline();
// Loads code and libraries, which a photo a second later no longer pays for.
for (const bytes of files.slice(0, 1)) await developPhoto(bytes, 0);
const cpu = process.cpuUsage();
const startMs = performance.now();
for (const [index, bytes] of photos.entries()) await developPhoto(bytes, index + 1);
const { user, system } = process.cpuUsage(cpu);
const measurement: Measurement = {
  photos: photos.length,
  wallSeconds: (performance.now() - startMs) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peakMemoryMb: readPeakMemoryMb(),
};
process.stdout.write(JSON.stringify(measurement));

/** Of this process alone: maxRSS on Linux begins with what its parent had. */
function readPeakMemoryMb(): number {
  const [, kilobytes] = existsSync('/proc/self/status')
    ? (/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [])
    : [];
  return Number(kilobytes ?? process.resourceUsage().maxRSS) / 1024;
}

/** The limit: the two images, each by the call that sharp's manual shows. */
async function renderPlainly(bytes: Uint8Array): Promise<void> {
  await sharp(bytes).autoOrient().resize({ width: THUMB_WIDTH }).webp({ quality: 76 }).toBuffer();
  await sharp(bytes).autoOrient().resize({ width: PREVIEW_WIDTH }).webp({ quality: 78 }).toBuffer();
}

/** The whole development, with hash, EXIF, placeholder, record and audit log; only the network is not there. */
function createPipeline(): (bytes: Uint8Array, index: number) => Promise<void> {
  let current: Uint8Array = new Uint8Array();
  let listed: PhotoVersion | null = null;
  const ports = createMemoryPorts(
    () => current,
    () => listed,
  );
  return async (bytes, index) => {
    current = bytes;
    const photoId = `photo-${index}`;
    const version: PhotoVersion = {
      jobId: 'j-1',
      photoId,
      type: 'image/jpeg',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      key: photoId,
      versionId: 'v1',
    };
    listed = version;
    const outcome = await develop(version, ports);
    if (outcome !== 'ready') throw new Error(`a photo of the bench came out ${outcome}`);
  };
}

function createMemoryPorts(read: () => Uint8Array, find: () => PhotoVersion | null): PipelinePorts {
  const records = new Map<string, PhotoRecord>();
  return {
    photos: {
      read: async () => ({
        bytes: read(),
        length: read().length,
        sha256: createHash('sha256').update(read()).digest('hex'),
        storedAt: '2026-11-22T12:00:00.000Z',
        versionId: 'v1',
        metadata: {},
      }),
      readEdits: async () => null,
      writeEdits: async () => {},
      list: async () => [find()].filter((version) => version !== null),
      readFacts: async () => null,
      nameByBytes: async (version) => version,
      remove: async () => {},
      copyToJob: async () => {},
      removeOrHide: async () => {},
      readMove: async () => null,
      writeMove: async () => {},
      hide: async () => {},
      show: async () => {},
      hasDerived: async () => false,
      writeDerived: async () => {},
    },
    records: {
      find: async ({ photoId }) => records.get(photoId) ?? null,
      replace: async (_, record) => Boolean(records.set(record.photo_id, record)),
    },
    audit: { append: async () => {} },
    renderer: createSharpRenderer(),
  };
}
