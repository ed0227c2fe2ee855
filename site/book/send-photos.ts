/** Brings the photos of a booking into its job: first into the outbox of the job's link, then, by the sender of every link, to the job. */

import { exchangeLink, type KnownLink } from '../link/exchange-link.ts';
import { type LinkPhone, openLinkPhone } from '../link/link-phone.ts';
import { createDatabase } from '../outbox/database.ts';
import { createKeyValueStore } from '../outbox/key-value-store.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import type { KeptPhotos } from './kept-photos.ts';
import type { PhotoCounts } from './status-view.ts';

export interface PhotoSending {
  readonly entries: readonly StoredEntry[];
  readonly kept: KeptPhotos;
  /** The link's path. */
  readonly link: string;
  readonly onChange: (photos: PhotoCounts) => void;
}

const LOOK_EVERY_MS = 5_000;
/** The token is renewed so long before its hour is over. */
const RENEW_TOKEN_MS = 55 * 60_000;

/** @throws {Error} when the link cannot be opened now: nothing was moved */
export async function sendPhotos({ entries, kept, link, onChange }: PhotoSending): Promise<void> {
  const keyValues = createKeyValueStore(createDatabase());
  const secret = link.slice(link.indexOf('#') + 1);
  const opening = await exchangeLink(secret, keyValues);
  if (opening.kind !== 'open') throw new Error(opening.kind);
  const known = opening.link;
  let left = entries;
  let opened: LinkPhone | null = null;
  const show = async () => {
    const counting = { known, left: left.length, hadSome: entries.length > 0 };
    if (opened) onChange(await countPhotos({ phone: opened, ...counting }));
  };
  const phone = await openLinkPhone(() => void show());
  opened = phone;
  await phone.session.reload();
  const goOn = async () => {
    // No room for a second copy, for a moment: what is sent meanwhile makes some.
    if (left.length > 0) left = await movePhotos(left, { kept, phone, known });
    phone.wakeUp();
    await show();
  };
  await goOn();
  setInterval(() => void (document.hidden || goOn()), LOOK_EVERY_MS);
  setInterval(() => void exchangeLink(secret, keyValues).then(() => phone.session.reload()), RENEW_TOKEN_MS);
}

interface Moving extends Pick<PhotoSending, 'kept'> {
  readonly phone: LinkPhone;
  readonly known: KnownLink;
}

/**
 * Out of the first place only when it is safe in the second; named by its bytes there, so that a second time makes no second photo.
 * Returns those that are still where they were.
 */
async function movePhotos(entries: readonly StoredEntry[], { kept, phone, known }: Moving) {
  const left: StoredEntry[] = [];
  for (const entry of entries) {
    try {
      const file = await kept.read(entry);
      if (file !== null) await phone.keep({ file, chosenAtMs: entry.capturedAtMs, stage: 'before' }, known);
      await kept.remove(entry.id);
    } catch {
      left.push(entry);
    }
  }
  return left;
}

interface Counting extends Omit<Moving, 'kept'> {
  readonly left: number;
  readonly hadSome: boolean;
}

async function countPhotos({ phone, known, left, hadSome }: Counting): Promise<PhotoCounts> {
  const list = await phone.list(known.subject);
  const stuck = list.filter(({ state }) => state === 'stuck').length;
  const waiting = left + list.filter(({ state }) => state === 'saved' || state === 'sending').length;
  return { held: 0, waiting, stuck, isDone: waiting + stuck === 0 && (hadSome || list.length > 0) };
}
