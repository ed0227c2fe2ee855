/** The name that the edge gives a capture (edge/core/photo-id.ts), known on the phone before any ticket. */
import type { Hash } from './engine-ports.ts';

/** A UUID (RFC 9562, version 8) of SHA-256 over `subject|job|capture id`. */
export async function toPhotoId(subject: string, jobId: string, captureId: string, hash: Hash): Promise<string> {
  const digest = await hash(new TextEncoder().encode(`${subject}|${jobId}|${captureId}`).buffer);
  const hex = `${digest.slice(0, 12)}8${digest.slice(13, 16)}${toVariant(digest)}${digest.slice(17, 32)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The two highest bits of the ninth byte are 10. */
function toVariant(digest: string): string {
  return ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16);
}
