/** A link as a QR code, for a customer's camera: drawn at the edge, since the dashboard's scripts have no room for a generator. */
import { encode } from 'uqr';
import type { MadeLink } from '../link-api.ts';

/** At level M 15 % may be lost: a scratched screen, a reflection of the sun. */
export function drawQrCode(text: string): MadeLink['qr'] {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  return { size, path: data.map((row, y) => toRuns(row, y)).join('') };
}

/** One shape for each run of dark modules: a third of what one for each would weigh, and no seams between them. */
function toRuns(row: readonly boolean[], y: number): string {
  const bits = row.map((isDark) => (isDark ? '1' : '0')).join('');
  return [...bits.matchAll(/1+/g)].map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`).join('');
}
