/** Reads what comes from outside: the message that asks for evidence, and the secret with the key for it. */
import type { EvidenceRequest } from '../evidence-record.ts';

export interface EvidenceKey {
  readonly apiKey: string;
  /** Where the emulated Stripe is; null: Stripe itself. On this machine alone. */
  readonly apiBase: string | null;
}

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/;

/** @throws {TypeError} when it is none */
export function parseEvidenceRequest(body: string): EvidenceRequest {
  const { booking_id, dispute_id } = parseObject(body, 'message');
  if (typeof booking_id !== 'string' || !/^b-[0-9a-f]{20}$/.test(booking_id)) throw wrong('booking_id');
  if (typeof dispute_id !== 'string' || !/^\w{1,255}$/.test(dispute_id)) throw wrong('dispute_id');
  return { booking_id, dispute_id };
}

/** @throws {TypeError} when a member is missing or wrong, which it names, and none of its content */
export function parseEvidenceSecret(text: string | undefined): EvidenceKey {
  const { api_key, api_base = null } = parseObject(text ?? '', 'secret');
  if (typeof api_key !== 'string' || !/^[rs]k_(test|live)_/.test(api_key)) throw wrong('api_key');
  if (api_base !== null && (typeof api_base !== 'string' || !LOOPBACK.test(api_base))) throw wrong('api_base');
  return { apiKey: api_key, apiBase: api_base };
}

function parseObject(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // What it holds must not stand in the error.
  }
  throw wrong(name);
}

function wrong(name: string): TypeError {
  return new TypeError(`evidence: ${name} is missing or wrong`);
}
