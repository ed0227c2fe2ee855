/**
 * The bucket that the phone's tests send their photos to. There are two of it: the embedded S3, which takes a form under the
 * policy that the edge signed, and one in memory, for thousands of uploads in a second. Both pass the same cases.
 */
import type { Ticket } from '../../edge/api.ts';
import type { Asked } from '../../edge/core/parse-captures.ts';
import type { UploadResponse } from '../../site/sender/judge-upload.ts';

export interface TicketBucket {
  /** Issues the `worker` a ticket. */
  issueTicket(jobId: string, capture: Asked, lifeSeconds: number): Promise<Ticket>;
  /** Sends the form of a ticket with these bytes as its file. */
  sendForm(ticket: Ticket, bytes: ArrayBuffer): Promise<UploadResponse>;
  /** By key; of a key, oldest first. */
  listVersions(): Promise<readonly ListedVersion[]>;
  close(): Promise<void>;
}

export interface ListedVersion {
  readonly key: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly modifiedAt: string;
}
