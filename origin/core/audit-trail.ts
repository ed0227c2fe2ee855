/** The port to the trail that only grows. */
import type { AuditRecord } from '../records.ts';

export interface AuditTrail {
  /** Appends an entry; one that is there already stays as it is. */
  append(entry: AuditRecord): Promise<void>;
}
