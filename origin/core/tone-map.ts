/**
 * A picture of high dynamic range for a screen of ordinary range: PQ and HLG (ITU-R BT.2100) to sRGB. White is at 203 cd/m²
 * (BT.2408), what is lighter is drawn together by Reinhard's curve over the lightest channel, as browsers do, so that hues stay.
 */
import type { Transfer } from './read-transfer.ts';

/** cd/m². */
const WHITE = 203;
const PEAK = 1000;
/** Linear RGB to that of BT.709, rows. */
const TO_BT709: Readonly<Record<Transfer['primaries'], readonly number[]>> = {
  bt2020: [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187],
  p3: [1.2249, -0.2247, 0, -0.042, 1.0419, 0, -0.0197, -0.0786, 1.0979],
  bt709: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** Maps 8-bit pixels in place; a fourth channel stays as it is. */
export function toneMap(data: Uint8Array, channels: number, { curve, primaries }: Transfer): void {
  if (channels < 3) return;
  const toLight = curve === 'pq' ? decodePq : decodeHlg;
  const lights = Array.from({ length: 256 }, (_, value) => toLight(value / 255) / WHITE);
  const codes = Uint8Array.from({ length: 4097 }, (_, step) => Math.round(encodeSrgb(step / 4096) * 255));
  const matrix = TO_BT709[primaries];
  const peak = PEAK / WHITE;
  for (let at = 0; at + 2 < data.length; at += channels) {
    const light = [0, 1, 2].map((channel) => lights[data[at + channel] ?? 0] ?? 0);
    const most = Math.max(...light);
    const scale = (1 + most / (peak * peak)) / (1 + most);
    for (let row = 0; row < 3; row += 1) {
      const value = light.reduce((sum, part, column) => sum + part * (matrix[row * 3 + column] ?? 0), 0) * scale;
      data[at + row] = codes[Math.round(Math.min(1, Math.max(0, value)) * 4096)] ?? 0;
    }
  }
}

/** BT.2100 table 4: cd/m². */
function decodePq(signal: number): number {
  const root = signal ** (1 / 78.84375);
  const light = Math.max(0, root - 0.8359375) / (18.8515625 - 18.6875 * root);
  return 10_000 * light ** (1 / 0.1593017578125);
}

/** BT.2100 table 5, for a screen of 1,000 cd/m², each channel by itself. */
function decodeHlg(signal: number): number {
  const scene = signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return PEAK * scene ** 1.2;
}

function encodeSrgb(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
