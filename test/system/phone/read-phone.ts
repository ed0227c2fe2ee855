/** What a phone keeps, read from its database: the test does not trust the screen. */
import type { Page } from 'playwright-core';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import type { StoredSession } from '../../../site/session/stored-session.ts';

export interface KeptOnPhone {
  /** Everybody's. */
  readonly entries: readonly StoredEntry[];
  readonly session: StoredSession | null;
}

/** Nothing where the page has made no database yet. Rejects while the page is somewhere else, or goes. */
export function readPhone(page: Page): Promise<KeptOnPhone> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'edgeshot')) return { entries: [], session: null };
    return new Promise<KeptOnPhone>((resolve, reject) => {
      const opening = indexedDB.open('edgeshot');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const reading = opening.result.transaction(['entries', 'key-values']);
        const entries = reading.objectStore('entries').getAll();
        const session = reading.objectStore('key-values').get('session');
        reading.onabort = () => reject(reading.error);
        reading.oncomplete = () => {
          opening.result.close();
          resolve({ entries: entries.result, session: session.result ?? null });
        };
      };
    });
  });
}
