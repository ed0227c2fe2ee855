/** The edge's routes for who may delete photos and read the audit log. Loaded lazily: no phone of a crew needs them. */
import { type AuditEvent, type DeletedPhoto, type Photo, ROUTES } from '../../edge/api.ts';
import type { Api } from '../phone.ts';
import { readWith } from './read-with.ts';

export interface DispatcherPage<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next; null on the last. */
  readonly next: string | null;
}

/** Every method rejects with an AppError. */
export interface DispatcherApi {
  deletePhoto(jobId: string, photoId: string): Promise<void>;
  restorePhoto(jobId: string, photoId: string): Promise<Photo>;
  readDeleted(jobId: string): Promise<DispatcherPage<DeletedPhoto>>;
  readAuditLog(jobId: string, cursor: string | null): Promise<DispatcherPage<AuditEvent>>;
}

export function createDispatcherApi({ ask }: Api): DispatcherApi {
  const call = (method: string, path: string, query: Readonly<Record<string, string>>) =>
    ask(`${path}?${new URLSearchParams(query)}`, { method });
  const toPath = (photoId: string) => `${ROUTES.photos}/${photoId}`;
  return {
    async deletePhoto(job_id, photoId) {
      await call('DELETE', toPath(photoId), { job_id });
    },
    restorePhoto: async (job_id, photoId) =>
      (await readWith(await call('POST', `${toPath(photoId)}/restore`, { job_id }), 'photo_id')) as unknown as Photo,
    readDeleted: async (job_id) => toPage(await call('GET', ROUTES.deleted, { job_id }), 'photos'),
    readAuditLog: async (job_id, cursor) =>
      toPage(await call('GET', ROUTES.audit, { job_id, ...(cursor && { cursor }) }), 'entries'),
  };
}

async function toPage<Item>(response: Response, member: string): Promise<DispatcherPage<Item>> {
  const value = await readWith(response, member);
  return { items: value[member] as readonly Item[], next: (value.next as string | undefined) ?? null };
}
