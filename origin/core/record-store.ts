/** The ports to the tables: the photos' records, and the trail that only grows. */
import type { PhotoName } from '../photo-key.ts';
import type { AuditRecord, PhotoRecord } from '../records.ts';

export interface RecordStore {
  /** Reads the record as it is now, also past its TTL. */
  find(photo: PhotoName): Promise<PhotoRecord | null>;
  /** Writes `record` if `expected` still stands there (null: nothing does); false when somebody was quicker. */
  replace(expected: PhotoRecord | null, record: PhotoRecord): Promise<boolean>;
}

export interface AuditTrail {
  /** Appends an entry; one that is there already stays as it is. */
  append(entry: AuditRecord): Promise<void>;
}
