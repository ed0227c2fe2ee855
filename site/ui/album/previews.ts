/** The pictures of captures that are on this phone, as object URLs: made when an entry appears, revoked when it leaves. */
import type { EntryView } from '../../outbox/entry.ts';
import type { Outbox } from '../../phone.ts';

export interface Previews {
  /** Follows the entries, each of which has a picture or never will. Asks again only where asking failed. */
  follow(entries: readonly Pick<EntryView, 'id'>[]): void;
}

/** Calls `changed` with the new map whenever there is another picture, or one less. */
export function createPreviews(
  outbox: Pick<Outbox, 'preview'>,
  changed: (urls: ReadonlyMap<string, string>) => void,
): Previews {
  const urls = new Map<string, string>();
  const asked = new Set<string>();
  /** One at a time: a weak phone has memory for one decoded picture. */
  let queue: Promise<void> = Promise.resolve();

  const make = async (id: string): Promise<void> => {
    const picture = await outbox.preview(id).catch(() => asked.delete(id));
    if (!asked.has(id) || !(picture instanceof Blob)) return;
    urls.set(id, URL.createObjectURL(picture));
    changed(new Map(urls));
  };

  return {
    follow(entries) {
      const ids = new Set(entries.map((entry) => entry.id));
      for (const id of asked) {
        if (ids.has(id)) continue;
        asked.delete(id);
        const url = urls.get(id);
        if (url) URL.revokeObjectURL(url);
        if (urls.delete(id)) changed(new Map(urls));
      }
      for (const id of ids) {
        if (asked.has(id)) continue;
        asked.add(id);
        queue = queue.then(() => make(id));
      }
    },
  };
}
