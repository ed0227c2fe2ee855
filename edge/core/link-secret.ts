/** A link's secret: shown once, and known again by its hash alone. */
import { createHash } from 'node:crypto';
import { LINK_SECRET } from '../link-api.ts';

export interface LinkName {
  readonly jobId: string;
  readonly linkId: string;
}

/** 132 bits of the hash: two links of a job never meet, and no other secret has the same. */
const ID_LENGTH = 22;

export function formatLinkFragment(jobId: string, secret: string): string {
  return `${jobId}.${secret}`;
}

/** Whose link a fragment is, if it is anybody's; null for what cannot be one. */
export function parseLinkFragment(text: unknown): LinkName | null {
  const [, jobId, secret] = (typeof text === 'string' && LINK_SECRET.exec(text)) || [];
  return jobId === undefined || secret === undefined ? null : { jobId, linkId: toLinkId(secret) };
}

export function toLinkId(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url').slice(0, ID_LENGTH);
}
