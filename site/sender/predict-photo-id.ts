/** The name that the edge gives a capture (edge/core/photo-id.ts), known on the phone before any ticket. */
import type { Hash } from '../outbox/ports.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';

/** A UUID (RFC 9562, version 8) of SHA-256 over `subject|job|capture id`. */
export async function predictPhotoId(
  { subject, jobId, id }: Pick<StoredEntry, 'subject' | 'jobId' | 'id'>,
  hash: Hash,
): Promise<string> {
  const digest = await hash(new TextEncoder().encode(`${subject}|${jobId}|${id}`).buffer);
  // The two highest bits of the ninth byte are 10.
  const ninth = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) & 3);
  const hex = `${digest.slice(0, 12)}8${digest.slice(13, 16)}${ninth}${digest.slice(17, 32)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
