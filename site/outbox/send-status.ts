/** What the sending tab tells the screens of this tab and of the others. */
import type { PauseReason } from './entry.ts';
import type { PhotoVariant } from './stored-entry.ts';

export interface SendStatus {
  /** What is being uploaded, by entry id. */
  readonly uploads: Readonly<Record<string, UploadProgress>>;
  /** Why nothing is sent now; null when something is, or when nothing waits. */
  readonly pause: Pause | null;
}

export interface UploadProgress {
  readonly variant: PhotoVariant;
  /** Of `totalBytes`, form included. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/**
 * Why nothing is sent now. Beside the reasons that screens tell: `retry`, each photo that could go has failed and waits for
 * its own time; `wifi`, all that is left are originals that wait for Wi-Fi.
 */
export interface Pause {
  readonly reason: PauseReason | 'retry' | 'wifi';
  /**
   * When it is looked at again, without anybody's doing: Unix ms by the phone's clock, within a minute unless the server has
   * asked for more. A pause that has ended is still told until a request has succeeded.
   */
  readonly endsAtMs: number;
}
