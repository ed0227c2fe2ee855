/** The port to the table of the photos' records. */
import type { PhotoName } from '../photo-key.ts';
import type { PhotoRecord } from '../records.ts';

export interface RecordStore {
  /** Reads the record as it is now, also past its TTL. */
  find(photo: PhotoName): Promise<PhotoRecord | null>;
  /** Writes `record` if `expected` still stands there (null: nothing does); false when somebody was quicker. */
  replace(expected: PhotoRecord | null, record: PhotoRecord): Promise<boolean>;
}
