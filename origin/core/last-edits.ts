/**
 * What people did last to a photo, by the tags of its files. Whoever changes a photo tags the file that is shown then, and the pipeline
 * tags the one that is shown after it: so several may tell of one revision, and the words of the first ticket may have become known
 * in between. Then the file that is shown tells it right.
 */
import { foldFiles } from '../fold-files.ts';
import type { EditedFacts, PhotoFile } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';
import type { PhotoStore } from './ports.ts';
import { isNamed, toPhotoFile } from './to-photo-file.ts';

type TagReader = Pick<PhotoStore, 'readEdits' | 'readFacts'>;

interface TaggedVersion {
  readonly version: PhotoVersion;
  readonly edits: EditedFacts;
}

/** Null where nobody has changed the photo. */
export async function readLastEdits(versions: readonly PhotoVersion[], photos: TagReader): Promise<EditedFacts | null> {
  const tagged: TaggedVersion[] = [];
  for (const version of versions) {
    const edits = await photos.readEdits(version);
    if (edits) tagged.push({ version, edits });
  }
  const revision = Math.max(0, ...tagged.map(({ edits }) => edits.revision));
  const last = tagged.filter(({ edits }) => edits.revision === revision);
  const [first, ...others] = last.map(({ edits }) => edits);
  if (!first || others.every((edits) => isSaidBy(edits, first))) return first ?? null;
  return (await findShown(last, photos))?.edits ?? first;
}

/** Whether tags say what a record, or other tags, say. */
export function isSaidBy(tags: EditedFacts, { title, stage, revision, deleted_at }: EditedFacts): boolean {
  return tags.title === title && tags.stage === stage && tags.revision === revision && tags.deleted_at === deleted_at;
}

async function findShown(tagged: readonly TaggedVersion[], photos: TagReader): Promise<TaggedVersion | null> {
  const files: PhotoFile[] = [];
  for (const { version } of tagged) {
    const facts = isNamed(version) && (await photos.readFacts(version));
    if (facts && isNamed(version)) files.push(toPhotoFile(version, facts));
  }
  const main = foldFiles(files)?.main;
  return tagged.find(({ version }) => version.key === main?.key && version.versionId === main.version_id) ?? null;
}
