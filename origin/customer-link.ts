/**
 * A customer's link: a door to one job for somebody without an account. Its row stands in the job's partition under the link's
 * id, which is made of its secret; the secret itself is kept nowhere.
 */
import { formatJobKey, type RecordKey } from './record-key.ts';

/** What begins the sort keys of a job's links. */
export const LINKS = 'LINK#';
/** What begins the subject of whoever uses a link: no issuer gives such a one. */
export const LINK_SUBJECT = 'link:';

/** `view`: to look alone; `add`: to add photos too. */
export const LINK_RIGHTS = ['view', 'add'] as const;
export type LinkRight = (typeof LINK_RIGHTS)[number];

export interface LinkRecord extends RecordKey {
  readonly job_id: string;
  readonly link_id: string;
  /** Who it was made for: photos that come by it bear this name. */
  readonly name: string;
  readonly may: LinkRight;
  /** All times ISO 8601, UTC. */
  readonly made_at: string;
  /** Subject and name of who made it. */
  readonly made_by: string;
  readonly made_by_name: string | null;
  readonly ends_at: string;
  /** Unix seconds: the row is kept for a while after its end, so that the list can tell what it was. */
  readonly expires_at: number;
  readonly revoked_at?: string;
  /** When it was last opened: the first time in an hour. */
  readonly opened_at?: string;
  /** The files that it has had tickets for (edge/core/count-link-files.ts), and their bytes. */
  readonly counted: readonly string[];
  readonly bytes: number;
  /** Grows with every count: of two at once, one comes after the other. */
  readonly turn: number;
}

const KEPT_AFTER_END_SECONDS = 90 * 24 * 3600;

export function formatLinkKey(jobId: string, linkId: string): RecordKey {
  return { pk: formatJobKey(jobId).pk, sk: `${LINKS}${linkId}` };
}

export function toLinkRowEnd(endsAt: Date): number {
  return Math.floor(endsAt.getTime() / 1000) + KEPT_AFTER_END_SECONDS;
}

/** Tells whether a link still opens its job. */
export function isLinkGood({ ends_at, revoked_at }: Pick<LinkRecord, 'ends_at' | 'revoked_at'>, now: Date): boolean {
  return revoked_at === undefined && Date.parse(ends_at) > now.getTime();
}
