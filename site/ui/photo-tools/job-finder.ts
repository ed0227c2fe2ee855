/** Finds open jobs as the user types, some moments after the last letter. Without signal nothing is found. */
import type { Job } from '../../../edge/api.ts';
import type { Api } from '../../phone.ts';

const PAUSE_MS = 250;

interface Found {
  readonly query: string;
  /** Null: nothing is searched for, or no answer has come. */
  readonly jobs: readonly Job[] | null;
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
}

export interface JobFinder {
  found(): Found;
  look(query: string): void;
  forget(): void;
}

const NOTHING: Found = { query: '', jobs: null, isBusy: false, hasFailed: false };

export function createJobFinder(api: Pick<Api, 'jobs'>, onChange: () => void): JobFinder {
  let found = NOTHING;
  let stop = new AbortController();
  const show = (now: Found) => {
    found = now;
    onChange();
  };
  /** The first page that has any; without one, it has looked everywhere. */
  const ask = async (query: string, signal: AbortSignal, cursor?: string) => {
    try {
      const page = await api.jobs({ q: query, status: 'open', signal, ...(cursor !== undefined && { cursor }) });
      if (signal.aborted) return;
      const { jobs, next } = page.changed ? page.value : { jobs: [] };
      if (jobs.length === 0 && next !== undefined) await ask(query, signal, next);
      else show({ ...NOTHING, query, jobs });
    } catch {
      if (!signal.aborted) show({ ...NOTHING, query, hasFailed: true });
    }
  };
  return {
    found: () => found,
    look(query) {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      if (query.trim() === '') return show(NOTHING);
      show({ ...NOTHING, query, isBusy: true });
      const timer = setTimeout(() => void ask(query, signal), PAUSE_MS);
      signal.addEventListener('abort', () => clearTimeout(timer));
    },
    forget() {
      stop.abort();
      found = NOTHING;
    },
  };
}
