/** A file as a photo's record holds it, of what the bucket says of its first version. */
import { type PhotoFile, parseObjectMetadata } from '../records.ts';
import type { PhotoVersion } from './photo-version.ts';
import type { VersionFacts } from './ports.ts';

/** A version whose key names its bytes. */
export type NamedVersion = PhotoVersion & { readonly sha256: string };

export function isNamed(version: PhotoVersion): version is NamedVersion {
  return version.sha256 !== null;
}

export function toPhotoFile(version: NamedVersion, { length, storedAt, metadata }: VersionFacts): PhotoFile {
  const facts = parseObjectMetadata(metadata);
  return {
    part: facts.part ?? 'photo',
    key: version.key,
    version_id: version.versionId,
    sha256: version.sha256,
    bytes: length,
    type: version.type,
    stored_at: facts.arrivedAt ?? storedAt,
    is_declared: facts.sha256 === version.sha256,
    named: facts.files ?? {},
    uploaded_by: facts.uploader ?? 'unknown',
    uploaded_by_name: facts.uploaderName ?? null,
    title: facts.title ?? null,
    stage: facts.stage ?? null,
    taken_at: facts.takenAt ?? null,
    location: facts.location ?? null,
    ...(facts.drawnOn === undefined ? {} : { drawn_on: facts.drawnOn }),
  };
}
