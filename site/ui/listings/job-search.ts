/**
 * Asks the edge for jobs as the user types: some moments after the last letter, and not for what was typed before. While nothing
 * is found, it looks on until it has looked everywhere.
 */
import type { Api, JobsOptions } from '../../phone.ts';
import type { JobFilter, JobSearch } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { toScheduledRange } from './job-filter.ts';
import { toProblemCode } from './listings.ts';

const PAUSE_MS = 250;

export interface JobSearcher {
  search(query: string): void;
  /** Undefined: all jobs, the newest first. */
  filter(filter: JobFilter | undefined): void;
  /** Adds the next page of what was found. */
  more(): Promise<void>;
}

export function createJobSearcher(store: AppStore, api: Pick<Api, 'jobs'>): JobSearcher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = new AbortController();

  const look = async (search: JobSearch, signal: AbortSignal): Promise<void> => {
    const { query, items, next } = search;
    const asked = toAsked(query, store.get().filter);
    try {
      const page = await api.jobs({ ...asked, ...(next !== null && { cursor: next }), signal });
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

  const begin = (query: string, filter: JobFilter | undefined, pauseMs: number) => {
    clearTimeout(timer);
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    const isAsked = query.trim() !== '' || filter !== undefined;
    const search = isAsked ? { query, items: null, next: null, problem: null } : undefined;
    store.update({ query, filter, search });
    if (search) timer = setTimeout(() => void look(search, signal), pauseMs);
  };

  return {
    search: (query) => begin(query, store.get().filter, PAUSE_MS),
    filter: (filter) => begin(store.get().query, filter, 0),
    async more() {
      const { search } = store.get();
      if (search?.next) await look({ ...search, problem: null }, stop.signal);
    },
  };
}

function toAsked(query: string, filter: JobFilter | undefined): JobsOptions {
  const { status = null, sort = 'created', member = null, days = null } = filter ?? {};
  return {
    ...(query.trim() !== '' && { q: query }),
    ...(status !== null && { status }),
    ...(sort !== 'created' && { sort }),
    ...(member !== null && { member }),
    ...(days !== null && toScheduledRange(days, Date.now())),
  };
}
