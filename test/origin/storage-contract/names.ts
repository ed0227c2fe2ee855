/** The names and the bytes of the world of the storage contract. */
import { hash } from 'node:crypto';
import type { NamedFiles } from '../../../origin/records.ts';

export function nameOf(photo: number, jobId = 'j-1') {
  return { jobId, photoId: `00000000-0000-8000-8000-${String(photo).padStart(12, '0')}` };
}

/** A JPEG to who looks at its first bytes, as many as there are contents. */
export function toBytes(content: number): Uint8Array {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`content ${content}`.padEnd(32))]);
}

export function toNamed([preview, photo, original]: readonly [number, number, number]): NamedFiles {
  const toHash = (content: number) => hash('sha256', toBytes(content));
  return { preview: toHash(preview), photo: toHash(photo), original: toHash(original) };
}
