/** The outbox's store without a browser: the same promises, held in memory. */

import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';

export function createMemoryStore(onChange: () => void): EntryStore {
  const entries = new Map<string, StoredEntry>();
  const bytes = new Map<string, ArrayBuffer>();
  return {
    list: async (subject) => [...entries.values()].filter((entry) => entry.subject === subject),
    listAll: async () => [...entries.values()],
    get: async (id) => entries.get(id),
    async add(entry, original) {
      if (entries.has(entry.id)) return false;
      entries.set(entry.id, entry);
      bytes.set(`${entry.id}/original`, original);
      onChange();
      return true;
    },
    async update(id, change, variants = {}) {
      const before = entries.get(id);
      if (!before) return undefined;
      entries.set(id, change(before));
      for (const [variant, value] of Object.entries(variants)) bytes.set(`${id}/${variant}`, value);
      onChange();
      return entries.get(id);
    },
    async remove(id) {
      const wasThere = entries.delete(id);
      onChange();
      return wasThere;
    },
    readBytes: async (id, variant) => bytes.get(`${id}/${variant}`),
  };
}
