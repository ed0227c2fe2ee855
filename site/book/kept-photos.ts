/** Photos of what is to be hauled, before there is a job: in the outbox's own store, in a database of the booking page's. Nothing sends them. */
import { createDatabase } from '../outbox/database.ts';
import { createEntryStore } from '../outbox/entry-store.ts';
import { hash } from '../outbox/hash.ts';
import { keepCapture } from '../outbox/keep-capture.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';

export interface KeptPhotos {
  /** Oldest first. */
  list(draft: string): Promise<readonly StoredEntry[]>;
  /** Rejects with a CaptureError when it could not be kept. */
  keep(file: File, draft: string): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  /** As it was chosen; null where its bytes have gone. */
  read(entry: StoredEntry): Promise<File | null>;
}

/** Of whoever books: they have no account, and no other name before the job. */
const SUBJECT = 'booking';

export function openKeptPhotos(): KeptPhotos {
  const store = createEntryStore(createDatabase(), () => undefined);
  return {
    list: async (draft) => (await store.list(SUBJECT)).filter(({ jobId }) => jobId === draft),
    keep(file, draft) {
      const common = { job: null, title: null, stage: null, skewMs: null };
      const photo = { ...common, file, subject: SUBJECT, jobId: draft, chosenAtMs: Date.now() };
      return keepCapture(photo, { store, hash });
    },
    remove: (id) => store.remove(id),
    async read({ id, fileName, lastModifiedMs }) {
      const bytes = await store.readBytes(id, 'original');
      return bytes ? new File([bytes], fileName, { lastModified: lastModifiedMs }) : null;
    },
  };
}
