/**
 * Asks the edge for jobs as the user types: some moments after the last letter, and not for what was typed before. While nothing
 * is found, it looks on until it has looked everywhere.
 */
import type { Api } from '../../phone.ts';
import type { JobSearch } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { toProblemCode } from './listings.ts';

const PAUSE_MS = 250;

export interface JobSearcher {
  search(query: string): void;
  /** Adds the next page of what was found. */
  more(): Promise<void>;
}

export function createJobSearcher(store: AppStore, api: Pick<Api, 'jobs'>): JobSearcher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = new AbortController();

  const look = async (search: JobSearch, signal: AbortSignal): Promise<void> => {
    const { query, items, next } = search;
    try {
      const page = await api.jobs({ q: query, ...(next !== null && { cursor: next }), signal });
      if (signal.aborted || !page.changed) return;
      const known = new Set((items ?? []).map(({ job_id }) => job_id));
      const added = page.value.jobs.filter(({ job_id }) => !known.has(job_id));
      const found = { query, items: [...(items ?? []), ...added], next: page.value.next ?? null, problem: null };
      store.update({ search: found.items.length === 0 && found.next !== null ? { ...found, items: null } : found });
      if (found.items.length === 0 && found.next !== null) await look(found, signal);
    } catch (error) {
      if (!signal.aborted) store.update({ search: { ...search, problem: toProblemCode(error) } });
    }
  };

  return {
    search(query) {
      clearTimeout(timer);
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      const search = query.trim() === '' ? undefined : { query, items: null, next: null, problem: null };
      store.update({ query, search });
      if (search) timer = setTimeout(() => void look(search, signal), PAUSE_MS);
    },
    async more() {
      const { search } = store.get();
      if (search?.next) await look({ ...search, problem: null }, stop.signal);
    },
  };
}
