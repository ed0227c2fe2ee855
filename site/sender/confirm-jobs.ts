/** Follows delivered photos into their job: only when the album shows one does it leave the phone. */
import type { Album } from '../../edge/api.ts';
import { AppError, PROBLEMS } from '../../edge/problem.ts';
import { isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import type { SendDependencies, SendState } from './send-state.ts';
import { type AlbumSighting, isComplete, lookUp, toResend } from './settle-upload.ts';

/** After the n-th look without success. One look serves all photos of a job. */
const WAITS_MS = [1500, 4000, 15_000, 60_000, 300_000];
const MOST_PAGES = 5;

/** Looks into the albums whose time has come; returns when the next is due, phone's clock. */
export function confirmJobs(
  entries: readonly StoredEntry[],
  state: SendState,
  deps: SendDependencies,
  kick: () => void,
): number {
  const nowMs = deps.clock.now();
  const delivered = entries.filter((entry) => isComplete(entry));
  const jobs = new Set(delivered.map(({ jobId }) => jobId));
  for (const jobId of state.confirmations.keys()) if (!jobs.has(jobId)) state.confirmations.delete(jobId);
  for (const jobId of jobs) {
    const lastMs = Math.max(...delivered.map((entry) => (entry.jobId === jobId ? (entry.deliveredAtMs ?? 0) : 0)));
    const known = state.confirmations.get(jobId);
    const current = known?.lastMs === lastMs ? known : { tries: 0, atMs: nowMs + toWaitMs(0), lastMs };
    const isDue = current.atMs <= nowMs && !state.isSignInNeeded;
    const next = { tries: current.tries + 1, atMs: nowMs + toWaitMs(current.tries + 1), lastMs };
    state.confirmations.set(jobId, isDue ? next : current);
    if (isDue) void readAlbum(jobId, deps).then(kick, kick);
  }
  return Math.min(...[...state.confirmations.values()].map(({ atMs }) => atMs));
}

/** Compares an album, whoever asked for it, with what this phone has delivered to it. */
export async function noteAlbum(jobId: string, album: Album, deps: SendDependencies): Promise<void> {
  const subject = deps.subject();
  if (subject === null) return;
  const entries = await deps.store.list(subject);
  for (const entry of entries.filter((candidate) => candidate.jobId === jobId && isDelivered(candidate))) {
    await settleSighting(entry, lookUp(entry, album, deps.clock.now()), deps);
  }
}

/** The api shows each page to noteAlbum; this only turns them. */
async function readAlbum(jobId: string, { api }: SendDependencies): Promise<void> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const album = await api.album(jobId, cursor ? { cursor } : {});
    if (!album.changed || !album.value.next) return;
    cursor = album.value.next;
  }
}

async function settleSighting(entry: StoredEntry, sighting: AlbumSighting, deps: SendDependencies): Promise<void> {
  if (sighting.kind === 'overwritten') await deps.store.update(entry.id, toResend);
  if (sighting.kind === 'deleted') await deps.store.remove(entry.id);
  if (sighting.kind === 'edit') await sendEdit(entry, sighting, deps);
  // Two looks may find it at the same time; the screen says it once.
  if (sighting.kind === 'in-job' && isComplete(entry) && (await deps.store.remove(entry.id))) deps.onInJob(entry);
}

async function sendEdit(
  entry: StoredEntry,
  { photo, edit }: Extract<AlbumSighting, { kind: 'edit' }>,
  { api, store }: SendDependencies,
): Promise<void> {
  const { title, stage } = entry;
  const sentLabels = { title, stage };
  try {
    await api.editPhoto(entry.jobId, photo, edit);
  } catch (error) {
    // Changed meanwhile: the next album has the new revision. Refused for good: the job's own words stay.
    const isRefused =
      error instanceof AppError && PROBLEMS[error.code].retry === 'never' && error.code !== 'edited-meanwhile';
    if (!isRefused) return;
  }
  await store.update(entry.id, (now) => ({ ...now, sentLabels }));
}

function toWaitMs(tries: number): number {
  return WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 0;
}
