/** Why a picture could not be kept on the phone: nothing was saved, and the screen must say so by the file's name. */

/**
 * `unreadable`: the file's bytes cannot be had (an iCloud original that did not arrive). `storage-full`: the browser's
 * quota. `storage-failed`: what was written did not read back the same, or the database refused. `outdated`: another tab
 * runs a newer version of the site, whose database this page cannot write.
 */
export type CaptureErrorCode =
  | 'unreadable'
  | 'empty'
  | 'too-large'
  | 'storage-full'
  | 'storage-failed'
  | 'outdated'
  | 'signed-out';

export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code: CaptureErrorCode;
  readonly fileName: string;

  constructor(code: CaptureErrorCode, fileName: string, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.fileName = fileName;
  }
}
