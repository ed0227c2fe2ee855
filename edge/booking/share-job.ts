/**
 * The link by which a customer sees the job of a paid booking, and adds photos to it. Its secret is made of the booking's own, so it is
 * always the same link and kept nowhere; its row is made when its customer first asks
 * (docs/decisions/0083-photos-before-the-job.md).
 */
import { createHash } from 'node:crypto';
import type { BookingRecord } from '../../origin/booking-record.ts';
import { formatLinkKey, isLinkGood, type LinkRecord, toLinkRowEnd } from '../../origin/customer-link.ts';
import { findPaidSession } from '../core/apply-booking-event.ts';
import { toAuditEntry } from '../core/audit.ts';
import { formatLinkFragment, toLinkId } from '../core/link-secret.ts';
import type { Links } from '../core/ports.ts';
import { LINK_LIMITS, LINK_PAGE } from '../link-api.ts';

/** After the work: time enough to look at it. Never made anew after that, so what the office has ended stays so. */
const DAYS_AFTER_WORK = 30;
const DAY_MS = 24 * 3600 * 1000;
/** 192 bits in base64url. */
const SECRET_LENGTH = 32;
const SYSTEM = { subject: 'system', name: null };

export interface SharingWorld {
  readonly links: Pick<Links, 'read' | 'add'>;
  readonly now: Date;
}

/**
 * Path of the page of the booking's job; null: it is not paid, was given back, or its link has ended.
 * @throws {AppError} when the table can't be had: `unavailable`
 */
export async function shareBookedJob(
  booking: BookingRecord,
  secret: string,
  { links, now }: SharingWorld,
): Promise<string | null> {
  if (findPaidSession(booking) === null || booking.state === 'refunded') return null;
  const linkSecret = createHash('sha256').update(`job-link|${secret}`).digest('base64url').slice(0, SECRET_LENGTH);
  const name = { jobId: booking.job_id, linkId: toLinkId(linkSecret) };
  const standing = await links.read(name);
  const link = standing ?? toLink(booking, name.linkId, now);
  if (!isLinkGood(link, now)) return null;
  if (standing === null) await addLink(link, { links, now });
  return `${LINK_PAGE}#${formatLinkFragment(booking.job_id, linkSecret)}`;
}

async function addLink(link: LinkRecord, { links, now }: SharingWorld): Promise<void> {
  const { link_id, job_id: jobId, name, may, ends_at } = link;
  const detail = { link: link_id, name, may, ends_at };
  const cause = { action: 'link-made', jobId, actor: SYSTEM, cause: [link_id], detail } as const;
  const { record } = toAuditEntry(cause, { requestId: link_id, from: { country: null, address: null } }, now);
  try {
    await links.add(link, record);
  } catch (error) {
    // Two pages have asked at once: the other has made it.
    if ((await links.read({ jobId, linkId: link_id })) === null) throw error;
  }
}

function toLink({ job_id, name, slot }: BookingRecord, link_id: string, now: Date): LinkRecord {
  const end = new Date(Date.parse(slot.starts_at) + DAYS_AFTER_WORK * DAY_MS);
  return {
    ...formatLinkKey(job_id, link_id),
    ...{ job_id, link_id, may: 'add' },
    name: [...name].slice(0, LINK_LIMITS.maxNameLength).join(''),
    made_at: now.toISOString(),
    made_by: SYSTEM.subject,
    made_by_name: SYSTEM.name,
    ends_at: end.toISOString(),
    expires_at: toLinkRowEnd(end),
    ...{ counted: [], bytes: 0, turn: 0 },
  };
}
