/** The edge's routes for who may delete and look into the trail. Loaded late: no phone of a crew needs them. */
import { type AuditEvent, type DeletedPhoto, type Photo, ROUTES } from '../../edge/api.ts';
import { AppError } from '../../edge/problem.ts';
import type { Api } from '../phone.ts';

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
  const call = (method: string, path: string, jobId: string, cursor: string | null = null) =>
    ask(`${path}?${new URLSearchParams({ job_id: jobId, ...(cursor && { cursor }) })}`, { method });
  const toPath = (photoId: string) => `${ROUTES.photos}/${photoId}`;
  return {
    async deletePhoto(jobId, photoId) {
      await call('DELETE', toPath(photoId), jobId);
    },
    restorePhoto: async (jobId, photoId) =>
      (await readWith(await call('POST', `${toPath(photoId)}/restore`, jobId), 'photo_id')) as unknown as Photo,
    readDeleted: async (jobId) => toPage(await call('GET', ROUTES.deleted, jobId), 'photos'),
    readAuditLog: async (jobId, cursor) => toPage(await call('GET', ROUTES.audit, jobId, cursor), 'entries'),
  };
}

async function toPage<Item>(answer: Response, member: string): Promise<DispatcherPage<Item>> {
  const value = await readWith(answer, member);
  return { items: value[member] as readonly Item[], next: (value.next as string | undefined) ?? null };
}

/** Checks the outline of an answer by a member that it must have: another's page (a captive portal's) has none. */
async function readWith(answer: Response, member: string): Promise<Record<string, unknown>> {
  const value: unknown = await answer.json().catch(() => null);
  if (typeof value !== 'object' || value === null || !(member in value)) throw new AppError('unavailable');
  return { ...value };
}
