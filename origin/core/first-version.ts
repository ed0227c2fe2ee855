/**
 * Which version of a key is the file: the one that arrived first. All have the same bytes; their tickets may say different things of them.
 * Where the photo has left that job once, it is the last copy of one arrival: what lay there then may still be taken away.
 */
import { parseFileFacts } from '../file-facts.ts';
import { OBJECT_METADATA } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';
import type { PhotoStore } from './ports.ts';
import { isNamed, type NamedVersion, toPhotoFile } from './to-photo-file.ts';

/**
 * Null where there is none. A copy that the pipeline made arrived when its original did, so it may come first though it stands last.
 * @param versions of one key, in the order in which they stand
 */
export async function findFirstVersion(
  versions: readonly PhotoVersion[],
  photos: Pick<PhotoStore, 'readFacts' | 'readMove'>,
): Promise<NamedVersion | null> {
  const named = versions.filter(isNamed);
  const [one] = named;
  if (!one || named.length < 2) return one ?? null;
  const hasLeft = (await photos.readMove(one)) !== null;
  const dated: { readonly version: NamedVersion; readonly at: string; readonly copiedAs: number }[] = [];
  for (const [index, version] of named.entries()) {
    const facts = await photos.readFacts(version);
    if (!facts) continue;
    const { arrivedAt } = parseFileFacts(facts.metadata[OBJECT_METADATA.part]);
    dated.push({ version, at: toPhotoFile(version, facts).stored_at, copiedAs: hasLeft && arrivedAt ? index : -1 });
  }
  const [first] = dated.sort((left, right) =>
    left.at === right.at ? right.copiedAs - left.copiedAs : left.at < right.at ? -1 : 1,
  );
  return first?.version ?? null;
}
