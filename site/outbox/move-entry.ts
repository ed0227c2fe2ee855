/** Gives an entry to another job: as a capture of that job it gets a new id, and nothing of it counts as sent. */
import type { Job } from '../../edge/api.ts';
import type { WithDatabase } from './database.ts';
import { withChange } from './entry-store.ts';
import { nameCapture } from './keep-capture.ts';
import type { Hash } from './ports.ts';
import { isDelivered, type KeptBytes, type StoredEntry } from './stored-entry.ts';

export interface MoveDependencies {
  readonly withDatabase: WithDatabase;
  readonly hash: Hash;
}

type NewJob = Pick<Job, 'job_id' | 'title' | 'address'>;

const VARIANTS: readonly KeptBytes[] = ['original', 'working', 'preview', 'look'];

/**
 * The new entry stands in the outbox, and the old one is gone, in one durable transaction. Where that picture was chosen for the
 * new job before, that entry stays and this one goes.
 * @returns false where it was delivered meanwhile, or had gone: then nothing is changed
 * @throws {DOMException} when the phone has no room for it, or its database fails: then nothing is changed either
 */
export async function moveEntry(id: string, job: NewJob, { withDatabase, hash }: MoveDependencies): Promise<boolean> {
  const [entry, original] = await Promise.all([
    withDatabase((database) => database.read('entries').get(id)),
    withDatabase((database) => database.read('bytes').get([id, 'original'])),
  ]);
  if (!entry || !original || entry.jobId === job.job_id) return false;
  const newId = await nameCapture([entry.subject, job.job_id, await hash(original)], hash);
  return withChange(withDatabase, async (change) => {
    const entries = change.objectStore('entries');
    const bytes = change.objectStore('bytes');
    const now = await entries.get(id);
    if (!now || isDelivered(now)) return false;
    if (!(await entries.getKey(newId))) {
      await entries.put(toMoved(now, newId, job));
      for (const variant of VARIANTS) {
        const value = await bytes.get([id, variant]);
        if (value) await bytes.put(value, [newId, variant]);
      }
    }
    await entries.delete(id);
    await bytes.delete(IDBKeyRange.bound([id], [id, []]));
    return true;
  });
}

/** The new job has nothing of it yet, whatever the old one has got. */
export function toMoved(entry: StoredEntry, id: string, { job_id: jobId, title, address }: NewJob): StoredEntry {
  const { wasThere: _wasThere, inBackground: _inBackground, ...kept } = entry;
  return {
    ...kept,
    id,
    jobId,
    job: { title, address },
    parts: entry.parts?.map((part) => ({ ...part, delivered: false })) ?? null,
    stuck: null,
    photoId: null,
    deliveredAtMs: null,
    sentLabels: null,
    resends: 0,
  };
}
