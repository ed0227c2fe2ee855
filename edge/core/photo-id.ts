/** The name of a photo, made from who took it, for which job, and the id that the phone gave the capture. */
import { createHash } from 'node:crypto';

/**
 * Makes the same UUID (RFC 9562, version 8) of the same capture every time: a repeated request gets the same key, so
 * a retry overwrites itself. Nobody can aim at another person's photo, for the subject is the verified token's.
 * Job and capture ids hold no `|`, so two different triples never read alike.
 */
export function derivePhotoId(subject: string, jobId: string, captureId: string): string {
  const bytes = createHash('sha256').update(`${subject}|${jobId}|${captureId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
