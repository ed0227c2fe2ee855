/**
 * A job's trail as people read it: what one person did in one go is one line. Several phones' entries may stand between
 * each other; only neighbours are joined, so that the order of the trail is never lost.
 */
import type { AuditEntry } from '../../../edge/api.ts';

export interface Deed {
  /** A proof is told as the arrival that it proves. */
  readonly action: Exclude<AuditEntry['action'], 'verified'>;
  /** Null: the system itself. */
  readonly who: { readonly subject: string; readonly name: string | null } | null;
  /** Unix ms of the latest of it. */
  readonly atMs: number;
  /** Each once, the latest first. */
  readonly photoIds: readonly string[];
  readonly from: AuditEntry['from'];
  /** Whether what arrived is what the phone declared; null where nothing was. */
  readonly verified: boolean | null;
  /** Why something was denied. */
  readonly code: string | null;
}

const SYSTEM = 'system';
/** What is further apart is told apart. */
const ONE_GO_MS = 10 * 60_000;

/** @param entries newest first, as the edge gives them */
export function toDeeds(entries: readonly AuditEntry[]): readonly Deed[] {
  const deeds: Deed[] = [];
  for (const deed of withProofs(entries)) {
    const later = deeds.at(-1);
    if (later && isOneGo(later, deed)) {
      deeds[deeds.length - 1] = { ...later, photoIds: [...new Set([...later.photoIds, ...deed.photoIds])] };
    } else deeds.push(deed);
  }
  return deeds;
}

/** The proof of a version is no deed of its own: it goes with the arrival of that version. */
function withProofs(entries: readonly AuditEntry[]): readonly Deed[] {
  const toVersion = ({ photo_ids, detail }: AuditEntry) => `${photo_ids[0]} ${detail.version_id}`;
  const proofs = entries.filter(({ action }) => action === 'verified');
  const verified = new Map(proofs.map((entry) => [toVersion(entry), entry.detail.verified === true]));
  const arrived = new Set(entries.filter(({ action }) => action === 'stored').map(toVersion));
  return entries
    .filter((entry) => entry.action !== 'verified' || !arrived.has(toVersion(entry)))
    .map((entry) => toDeed(entry, verified.get(toVersion(entry)) ?? null));
}

function toDeed(entry: AuditEntry, verified: boolean | null): Deed {
  const { action, actor, actor_name, at, photo_ids, from, detail } = entry;
  return {
    action: action === 'verified' ? 'stored' : action,
    who: actor === SYSTEM ? null : { subject: actor, name: actor_name },
    atMs: Date.parse(at),
    photoIds: photo_ids,
    from,
    verified,
    code: typeof detail.code === 'string' ? detail.code : null,
  };
}

function isOneGo(later: Deed, earlier: Deed): boolean {
  return (
    later.action === earlier.action &&
    later.who?.subject === earlier.who?.subject &&
    later.from?.address === earlier.from?.address &&
    later.verified === earlier.verified &&
    later.code === earlier.code &&
    later.atMs - earlier.atMs <= ONE_GO_MS
  );
}

/** Deeds by the day on which they were done, by this phone's clock face. */
export function toDays(deeds: readonly Deed[]): readonly { readonly dayMs: number; readonly deeds: readonly Deed[] }[] {
  const days = new Map<number, Deed[]>();
  for (const deed of deeds) {
    const dayMs = new Date(deed.atMs).setHours(0, 0, 0, 0);
    days.set(dayMs, [...(days.get(dayMs) ?? []), deed]);
  }
  return [...days].map(([dayMs, done]) => ({ dayMs, deeds: done }));
}
