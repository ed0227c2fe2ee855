/** Rebuilds, from what the bucket says of a photo's move, the row that stays behind; what still lies in the old job comes after. */
import { bringMoved } from '../../origin/core/develop.ts';
import { readLastEdits } from '../../origin/core/last-edits.ts';
import type { PipelinePorts } from '../../origin/core/ports.ts';
import { formatPhotoPrefix, type PhotoName } from '../../origin/photo-key.ts';
import { toMovedAway } from '../../origin/photo-move.ts';

/** `restored`: the table had lost it, or files lay there; `whole`: it says so, or the photo has come back; `lacking`: dry run. */
export type RebuiltMove = 'restored' | 'whole' | 'lacking';

export async function rebuildMove(photo: PhotoName, ports: PipelinePorts, dryRun = false): Promise<RebuiltMove> {
  const move = await ports.photos.readMove(photo);
  if (move === null) return 'whole';
  const { photos, records } = ports;
  const [record, left] = await Promise.all([records.find(photo), photos.list(formatPhotoPrefix(photo))]);
  const revision = Math.max(record?.revision ?? 0, (await readLastEdits(left, photos))?.revision ?? 0);
  const isKnown = record !== null && record.revision >= move.revision;
  if (isKnown && (record.moved_to === undefined || left.length === 0)) return 'whole';
  if (!isKnown && revision > move.revision) return 'whole';
  if (dryRun) return 'lacking';
  if (!isKnown) await records.replace(record, toMovedAway(move));
  await bringMoved(photo, ports);
  return 'restored';
}
