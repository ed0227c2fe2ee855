/** What the sender learns from albums, its own look into one and those that the screens have asked for. */
import type { Album } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import { PROBLEMS } from '../../edge/problem.ts';
import { isComplete, isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import type { SenderDependencies } from './ports.ts';
import { type AlbumSighting, isOriginalAsked, lookUp, toResend } from './settle-upload.ts';

/** A job as one person may see it. */
export type OwnJob = Pick<StoredEntry, 'subject' | 'jobId'>;

type AlbumDependencies = Pick<SenderDependencies, 'api' | 'store' | 'clock' | 'session' | 'onInJob'>;

export class Albums {
  readonly #deps: AlbumDependencies;
  /** Ids of the photos that albums have shown whole: one of them may be chosen again. */
  readonly #photoIds = new Set<string>();

  constructor(deps: AlbumDependencies) {
    this.#deps = deps;
  }

  /** Whether an album has shown this photo whole. */
  hasShown(photoId: string): boolean {
    return this.#photoIds.has(photoId);
  }

  /**
   * Asks for photos of a job's album, as who has entries in it. What it tells of delivered entries is for the caller to `settle`.
   * @param photoIds 1–20
   * @throws {AppError} when it does not come
   */
  async read({ subject, jobId }: OwnJob, photoIds: readonly string[]): Promise<Album | null> {
    const found = await this.#deps.api(subject).album(jobId, { ids: photoIds.join(',') });
    return found.changed ? found.value : null;
  }

  /** Compares an album with what this phone has delivered to it: what the job has leaves the phone. */
  async settle(jobId: string, album: Album): Promise<void> {
    for (const { photo_id, sha256 } of album.photos) if (sha256) this.#photoIds.add(photo_id);
    const { store, session, clock } = this.#deps;
    const entries = session.user ? await store.list(session.user.subject) : [];
    for (const entry of entries.filter((candidate) => candidate.jobId === jobId && isDelivered(candidate))) {
      if (isOriginalAsked(entry, album)) await store.update(entry.id, (now) => ({ ...now, originalNow: true }));
      await this.#settleEntry(entry, lookUp(entry, album, clock.now()));
    }
  }

  async #settleEntry(entry: StoredEntry, sighting: AlbumSighting): Promise<void> {
    const { store, onInJob } = this.#deps;
    if (sighting.kind === 'absent') await store.update(entry.id, toResend);
    if (sighting.kind === 'deleted') await store.remove(entry.id);
    if (sighting.kind === 'moved' && isComplete(entry)) await store.remove(entry.id);
    if (sighting.kind === 'edit') await this.#sendEdit(entry, sighting);
    // Two looks may find it at the same time; the screen says it once.
    if (sighting.kind === 'in-job' && isComplete(entry) && (await store.remove(entry.id))) onInJob(entry);
  }

  async #sendEdit(entry: StoredEntry, { photo, edit }: Extract<AlbumSighting, { kind: 'edit' }>): Promise<void> {
    const { title, stage } = entry;
    const sentLabels = { title, stage };
    try {
      await this.#deps.api(entry.subject).editPhoto(photo.job_id ?? entry.jobId, photo, edit);
    } catch (error) {
      // Changed meanwhile: the next album has the new revision. Refused for good: the job's own labels stay.
      const isRefused =
        error instanceof AppError && PROBLEMS[error.code].retry === 'never' && error.code !== 'edited-meanwhile';
      if (!isRefused) return;
    }
    await this.#deps.store.update(entry.id, (now) => ({ ...now, sentLabels }));
  }
}
