/** The port to the audit log, which only grows. */
import type { AuditRecord } from '../records.ts';

export interface AuditLog {
  /** Appends an event; one that is there already stays as it is. */
  append(record: AuditRecord): Promise<void>;
}
