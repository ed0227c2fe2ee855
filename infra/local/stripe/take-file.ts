/** Takes a file of evidence: multipart, as the official package sends it. */
import type { StripeExchange } from './exchange.ts';
import { toStripeFile } from './payment-objects.ts';
import { invalid } from './stripe-error.ts';
import { newId } from './till.ts';

export interface SentEvidence {
  readonly body: Buffer;
  /** Content-Type, with the boundary. */
  readonly type: string;
  readonly nowSeconds: number;
}

/** Of a dispute's evidence (docs.stripe.com/file-upload, read 2026-11). */
const MAX_EVIDENCE_BYTES = 5_000_000;

/** @throws {StripeApiError} when it is no file of evidence, or too large */
export function takeFile(
  { account, contents, base }: Pick<StripeExchange, 'account' | 'contents' | 'base'>,
  { body, type, nowSeconds }: SentEvidence,
): object {
  const [, boundary = ''] = /boundary="?([^";]+)"?/.exec(type) ?? [];
  const parts = body.toString('latin1').split(`--${boundary}`);
  const purpose = parts.map((part) => /name="purpose"\r\n\r\n([^\r]+)/.exec(part)?.[1]).find((found) => found);
  if (purpose !== 'dispute_evidence') throw invalid('purpose', 'The emulator takes `dispute_evidence` alone.');
  const part = parts.find((each) => /filename="/.test(each)) ?? '';
  const filename = /filename="([^"]*)"/.exec(part)?.[1] ?? '';
  const bytes = Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, ''), 'latin1');
  const size = bytes.byteLength;
  if (part === '' || !/\.(pdf|png|jpe?g)$/i.test(filename)) throw invalid('file', 'Must be a PDF, JPEG or PNG.');
  if (size > MAX_EVIDENCE_BYTES) throw invalid('file', 'The file is too large.');
  const id = newId('file');
  const url = `${base}/v1/files/${id}/contents`;
  const file = toStripeFile({ id, filename, size, purpose, created: nowSeconds, url });
  account.files.set(id, file);
  contents.set(id, bytes);
  return file;
}
