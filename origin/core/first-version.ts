/** Which version of a key is the file: the one that arrived first. All have the same bytes; their tickets may say different things of them. */
import type { PhotoVersion } from './photo-version.ts';
import type { PhotoStore } from './ports.ts';
import { isNamed, type NamedVersion, toPhotoFile } from './to-photo-file.ts';

/**
 * Null where there is none. A copy that the pipeline made arrived when its original did, so it may come first though it stands last.
 * @param versions of one key, in the order in which they stand
 */
export async function findFirstVersion(
  versions: readonly PhotoVersion[],
  photos: Pick<PhotoStore, 'readFacts'>,
): Promise<NamedVersion | null> {
  const named = versions.filter(isNamed);
  if (named.length < 2) return named[0] ?? null;
  const dated: { readonly version: NamedVersion; readonly at: string }[] = [];
  for (const version of named) {
    const facts = await photos.readFacts(version);
    if (facts) dated.push({ version, at: toPhotoFile(version, facts).stored_at });
  }
  const [first] = dated.sort((left, right) => (left.at < right.at ? -1 : Number(left.at > right.at)));
  return first?.version ?? null;
}
