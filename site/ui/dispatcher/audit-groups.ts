/**
 * A job's audit log as people read it: events of one kind by one person within ten minutes are one group, shown as one line.
 * Only neighbours are joined, so that the order of the log is kept where several people act at the same time.
 */
import type { AuditEvent } from '../../../edge/api.ts';

export interface AuditGroup {
  /** The event `verified` is shown with the `stored` event of the same version. */
  readonly action: Exclude<AuditEvent['action'], 'verified'>;
  /** Null: the system itself. */
  readonly who: { readonly subject: string; readonly name: string | null } | null;
  /** Unix ms of the latest event. */
  readonly atMs: number;
  /** Each once, the latest first. */
  readonly photoIds: readonly string[];
  readonly from: AuditEvent['from'];
  /** Whether what arrived is what the phone declared; null where nothing was. */
  readonly verified: boolean | null;
  /** What was denied and why: an action and a problem's code. */
  readonly denied: { readonly action: string; readonly code: string } | null;
  /** Between which jobs photos were moved; absent elsewhere. */
  readonly moved?: { readonly from: string; readonly to: string };
  /** What was changed of the job itself; absent elsewhere. Each stands for itself. */
  readonly change?: AuditEvent['detail'];
  /** What is told of a customer's link; absent elsewhere. Each stands for itself. */
  readonly link?: AuditEvent['detail'];
}

const SYSTEM = 'system';
/** Events further apart than this are not joined. */
const MAX_GAP_MS = 10 * 60_000;

/** @param events newest first, as the edge gives them */
export function toAuditGroups(events: readonly AuditEvent[]): readonly AuditGroup[] {
  const groups: AuditGroup[] = [];
  for (const group of toSingleGroups(events)) {
    const later = groups.at(-1);
    if (later && belongTogether(later, group)) {
      groups[groups.length - 1] = { ...later, photoIds: [...new Set([...later.photoIds, ...group.photoIds])] };
    } else groups.push(group);
  }
  return groups;
}

/**
 * A group for each event; `verified` makes none of its own where the `stored` event of its version is in the list, and what was a
 * later upload is told as that, not as a photo that arrived.
 */
function toSingleGroups(events: readonly AuditEvent[]): readonly AuditGroup[] {
  const toVersion = ({ photo_ids, detail }: AuditEvent) => `${photo_ids[0]} ${detail.version_id}`;
  const proofs = events.filter(({ action }) => action === 'verified');
  const verified = new Map(proofs.map((event) => [toVersion(event), event.detail.verified === true]));
  const arrived = new Set(events.filter(({ action }) => action === 'stored').map(toVersion));
  const later = new Set(events.filter(({ action }) => action === 'later-upload').map(toVersion));
  return events
    .filter((event) => event.action !== 'verified' || !arrived.has(toVersion(event)))
    .filter((event) => event.action !== 'stored' || !later.has(toVersion(event)))
    .map((event) => toAuditGroup(event, verified.get(toVersion(event)) ?? null));
}

function toAuditGroup(event: AuditEvent, verified: boolean | null): AuditGroup {
  const { action, actor, actor_name, at, photo_ids, from, detail } = event;
  return {
    action: action === 'verified' ? 'stored' : action,
    who: actor === SYSTEM ? null : { subject: actor, name: actor_name },
    atMs: Date.parse(at),
    photoIds: photo_ids,
    from,
    verified,
    denied: action === 'denied' ? { action: String(detail.action), code: String(detail.code) } : null,
    ...(action === 'moved' ? { moved: { from: String(detail.from), to: String(detail.to) } } : {}),
    ...(action === 'job-changed' ? { change: detail } : {}),
    ...(detail.link ? { link: detail } : {}),
  };
}

function belongTogether(later: AuditGroup, earlier: AuditGroup): boolean {
  return (
    later.change === undefined &&
    later.link === undefined &&
    later.action === earlier.action &&
    later.who?.subject === earlier.who?.subject &&
    later.from?.address === earlier.from?.address &&
    later.verified === earlier.verified &&
    later.denied?.action === earlier.denied?.action &&
    later.denied?.code === earlier.denied?.code &&
    later.moved?.from === earlier.moved?.from &&
    later.moved?.to === earlier.moved?.to &&
    later.atMs - earlier.atMs <= MAX_GAP_MS
  );
}

/** Groups by day, in this device's time zone. */
export function toDays(
  groups: readonly AuditGroup[],
): readonly { readonly dayMs: number; readonly groups: readonly AuditGroup[] }[] {
  const days = new Map<number, AuditGroup[]>();
  for (const group of groups) {
    const dayMs = new Date(group.atMs).setHours(0, 0, 0, 0);
    days.set(dayMs, [...(days.get(dayMs) ?? []), group]);
  }
  return [...days].map(([dayMs, done]) => ({ dayMs, groups: done }));
}
