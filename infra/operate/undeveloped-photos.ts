/** Finds the photos that are in their albums and were never developed: their workers died, or there were none. */
import { createReconciledRecords } from '../../origin/adapters/reconciled-records.ts';
import type { RecordedPhoto } from '../../origin/core/compare-page.ts';
import type { PhotoVersion } from '../../origin/core/photo-version.ts';
import type { ReconciledRecords, TableKey } from '../../origin/core/reconcile.ts';
import { parsePhotoKey } from '../../origin/photo-key.ts';
import type { Target } from './target.ts';

/** Page by page. @param jobId null: of every job */
export async function* listUndeveloped(
  { documents: client, table }: Pick<Target, 'documents' | 'table'>,
  jobId: string | null,
): AsyncGenerator<readonly PhotoVersion[]> {
  const records = createReconciledRecords({ client, table });
  for await (const photos of readPages(records, jobId)) yield photos.flatMap(toVersion);
}

async function* readPages(records: ReconciledRecords, jobId: string | null): AsyncGenerator<readonly RecordedPhoto[]> {
  if (jobId !== null) {
    yield await records.list({ jobId, after: null, upTo: null });
    return;
  }
  let after: TableKey | null = null;
  do {
    const page: Awaited<ReturnType<ReconciledRecords['scanPage']>> = await records.scanPage(after);
    yield page.photos;
    after = page.next;
  } while (after !== null);
}

function toVersion({ state, key, version_id: versionId }: RecordedPhoto): readonly PhotoVersion[] {
  const photo = state === 'stored' ? parsePhotoKey(key) : null;
  return photo ? [{ ...photo, key, versionId }] : [];
}
