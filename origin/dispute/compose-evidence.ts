/**
 * The words of the evidence: a cover with the booking, what was agreed to, and its times; the photos, each with when it was taken, the
 * hash of its bytes and whether they are those that the phone promised; the job's audit log. English, for banks read it.
 */
import type { AuditAction, AuditRecord } from '../audit-log.ts';
import type { BookingRecord } from '../booking-record.ts';
import { formatCodedMoney } from '../money.ts';
import type { PhotoRecord } from '../records.ts';
import { findTermsText, hashTerms } from '../terms.ts';
import type { ChosenEntries } from './choose-evidence.ts';
import type {
  DisputedCase,
  EvidenceBlock,
  EvidenceDocument,
  EvidencePicture,
  EvidenceSection,
  EvidenceTexts,
  StripeDispute,
} from './ports.ts';

export interface ShownPhoto {
  readonly photo: PhotoRecord;
  /** Null: none could be had; its facts are told all the same. */
  readonly picture: EvidencePicture | null;
}

export interface EvidenceContent {
  readonly shown: readonly ShownPhoto[];
  /** Told of by their hashes. */
  readonly others: readonly PhotoRecord[];
  /** So many more are not even told of. */
  readonly untold: number;
  readonly entries: ChosenEntries;
}

const STAGE_WORDS = {
  before: 'Before the work',
  after: 'After the work',
  load: 'Load',
  receipt: 'Receipt',
  damage: 'Damage that was there',
} as const;
const ACTION_WORDS: Readonly<Record<AuditAction, string>> = {
  'tickets-issued': 'permission to upload photos given',
  denied: 'access denied',
  stored: 'photo stored',
  verified: 'bytes of the photo verified',
  'later-upload': 'another file of the photo kept',
  'not-kept': 'file refused',
  edited: 'title or stage of the photo edited',
  deleted: 'photo deleted',
  restored: 'photo restored',
  moved: 'photo moved',
  'original-asked': 'original of the photo asked for',
  seen: 'photos seen',
  'album-read': 'album read',
  'job-made': 'job made',
  'job-changed': 'job changed',
  'photos-removed': 'photos removed by the rule of retention',
  'link-made': 'customer’s link made',
  'link-opened': 'customer’s link opened',
  'link-revoked': 'customer’s link revoked',
  'note-added': 'note written',
  'note-taken-back': 'note taken back',
  'refund-asked': 'refund asked of Stripe',
  'evidence-drafted': 'evidence for a dispute drafted',
};
const SOURCES = { exif: 'by the camera', client: 'by the phone', arrival: 'when it arrived' } as const;

export function composeEvidence(
  { booking, job, audit }: Omit<DisputedCase, 'photos'>,
  dispute: StripeDispute,
  content: EvidenceContent,
): EvidenceDocument {
  const times: EvidenceSection = {
    heading: 'Times',
    startsPage: false,
    blocks: toFacts({
      'Booked, terms accepted': formatTime(booking.created_at),
      'Paid, and the job made': formatTime(job?.created_at ?? ''),
      'First photo': formatTime(content.shown[0]?.photo.uploaded_at ?? ''),
      'Status of the job': job === null ? '-' : `${job.status}, since ${formatTime(job.updated_at)}`,
      Crew: job === null ? '' : Object.values(job.member_names).join(', '),
      Disputed: formatTime(new Date(dispute.created * 1000).toISOString()),
    }),
  };
  const agreed = [toCover(booking, dispute), times, toTermsSection(booking)];
  const sections = [...agreed, ...toPhotoSections(content), toAuditSection(content.entries, audit.length)];
  const made_at = new Date(dispute.created * 1000).toISOString();
  return { title: `Evidence of the service: booking ${booking.booking_id}`, made_at, sections };
}

function toCover(booking: BookingRecord, dispute: StripeDispute): EvidenceSection {
  const { terms, terms_sha256 } = booking;
  return {
    heading: 'Booking',
    startsPage: false,
    blocks: toFacts({
      Dispute: `${dispute.dispute_id}, ${dispute.reason}, ${formatCodedMoney(dispute.amount, dispute.currency)}`,
      Payment: dispute.payment_intent ?? '-',
      Customer: [booking.name, booking.email, booking.phone].join(', '),
      'Address of the work': booking.address,
      'Note of the customer': booking.note,
      Ordered: formatOrder(booking),
      Total: formatCodedMoney(booking.order.amount, booking.order.currency),
      'Half day': `${booking.slot.day}, ${booking.slot.half_day}, from ${formatTime(booking.slot.starts_at)}`,
      Terms: `those of ${terms}, accepted by the customer with the booking; SHA-256 ${terms_sha256 ?? '-'}`,
    }),
  };
}

/** What stands in Stripe's own fields beside the document. */
export function toEvidenceTexts({ booking }: Pick<DisputedCase, 'booking'>, sha256: string): EvidenceTexts {
  return {
    customer_name: booking.name,
    customer_email_address: booking.email,
    service_date: booking.slot.day,
    product_description: formatOrder(booking),
    refund_policy_disclosure: `The terms of ${booking.terms}, with the rule of cancelling and refunds, could be read on the booking page; the customer accepted them there by a checkbox before the price was shown and before paying, on ${formatTime(booking.created_at)}. Their text is in the attached document.`,
    uncategorized_text: `The attached document was made by machine from the records of booking ${booking.booking_id}: photos with the time of taking and the SHA-256 of their bytes, and the audit log. The customer accepted the terms of ${booking.terms} on ${formatTime(booking.created_at)}. SHA-256 of the document: ${sha256}.`,
  };
}

/** The very text that was accepted; a text that was written over it since is not passed off as that. */
function toTermsSection({ terms, terms_sha256, language }: BookingRecord): EvidenceSection {
  const heading = `Terms accepted by the customer: those of ${terms}`;
  const accepted = findTermsText(terms, language);
  if (accepted === null || hashTerms(accepted) !== terms_sha256) {
    const text = 'Their text is not in the records any more.';
    return { heading, startsPage: false, blocks: [{ kind: 'text', text }] };
  }
  const english = language === 'en' ? null : findTermsText(terms, 'en');
  const told = english === null ? [] : ['The same in English:', ...toParagraphs(english)];
  const blocks = [...toParagraphs(accepted), ...told].map((text): EvidenceBlock => ({ kind: 'text', text }));
  return { heading, startsPage: false, blocks };
}

function toParagraphs(text: string): readonly string[] {
  return text.split(/\n{2,}/);
}

function toPhotoSections({ shown, others, untold }: EvidenceContent): readonly EvidenceSection[] {
  const pictures = shown.map(({ photo, picture }): EvidenceBlock => {
    const lines = describePhoto(photo);
    if (picture !== null) return { kind: 'picture', picture, lines };
    return { kind: 'text', text: [...lines, 'No picture of it could be made.'].join('\n') };
  });
  const none: EvidenceBlock = { kind: 'text', text: 'There are no photos in the job.' };
  const photos = { heading: 'Photos', startsPage: true, blocks: pictures.length === 0 ? [none] : pictures };
  if (others.length === 0) return [photos];
  const told = others.map((photo): EvidenceBlock => ({ kind: 'text', text: describePhoto(photo).join('\n') }));
  const more: EvidenceBlock[] =
    untold === 0 ? [] : [{ kind: 'text', text: `${untold} more photos are in the job’s album.` }];
  return [photos, { heading: 'Photos that are not shown', startsPage: false, blocks: [...told, ...more] }];
}

function describePhoto({ stage, title, sha256, verified, ...photo }: PhotoRecord): readonly string[] {
  const source = photo.taken_at_source === null ? '' : ` (${SOURCES[photo.taken_at_source]})`;
  const proof = verified === true ? 'yes, the phone promised these bytes at capture' : 'no';
  return [
    [stage === null ? 'No stage' : STAGE_WORDS[stage], ...(title === null ? [] : [title])].join(': '),
    `Taken ${formatTime(photo.taken_at ?? '')}${source}, stored ${formatTime(photo.uploaded_at ?? '')}`,
    `By ${photo.uploaded_by_name ?? photo.uploaded_by}. Verified: ${proof}`,
    `SHA-256 ${sha256 ?? '-'}`,
  ];
}

function toAuditSection({ entries, leftOut }: ChosenEntries, count: number): EvidenceSection {
  const lines = entries.map((entry): EvidenceBlock => ({ kind: 'text', text: describeEntry(entry) }));
  const more: EvidenceBlock[] =
    leftOut === 0 ? [] : [{ kind: 'text', text: `${leftOut} of ${count} entries are left out here.` }];
  return { heading: 'Audit log of the job', startsPage: true, blocks: [...lines, ...more] };
}

function describeEntry({ at, action, actor, actor_name, photo_ids, from, detail }: AuditRecord): string {
  const who = actor === 'system' ? 'the system' : (actor_name ?? actor);
  const place = from?.country ? `, from ${from.country}` : '';
  const [photo, ...more] = photo_ids;
  const photos =
    photo === undefined ? '' : `, photo ${photo.slice(0, 8)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
  const status = typeof detail.status === 'string' ? `, ${detail.status}` : '';
  return `${formatTime(at)}  ${ACTION_WORDS[action] ?? action}${photos}${status}; ${who}${place}`;
}

/** A fact without a value is left out. */
function toFacts(facts: Readonly<Record<string, string>>): readonly EvidenceBlock[] {
  return Object.entries(facts)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ kind: 'fact', name, value }) as const);
}

function formatOrder({ order }: BookingRecord): string {
  return order.lines
    .map(
      ({ name, quantity, unit_amount }) =>
        `${quantity} × ${name} (${formatCodedMoney(unit_amount, order.currency)} each)`,
    )
    .join(', ');
}

/** `2026-12-01 13:00:00 UTC`; as it stands where it is no time. */
function formatTime(instant: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms)
    ? instant
    : new Date(ms)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}
