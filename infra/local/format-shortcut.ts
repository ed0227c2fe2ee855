/** What a crew needs to send photos from a phone's share sheet: two lines to paste, and a page that has them, to be opened by its QR code. */
import { renderUnicodeCompact } from 'uqr';

/** @param dashboard its origin */
export function formatShortcut(dashboard: string, job: string, token: string): string {
  // Behind the `#`: no server is sent it.
  const page = `${dashboard}/shortcut#job=${job}&key=${token}`;
  return [
    `Line 1, the address: ${dashboard}/upload-url?job_id=${job}&method=PUT`,
    `Line 2, the key: ${token}`,
    '',
    renderUnicodeCompact(page, { ecc: 'L', border: 2 }),
    '',
    `How to set it up: ${page}`,
  ].join('\n');
}
