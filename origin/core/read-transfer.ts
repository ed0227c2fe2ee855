/**
 * How the main picture of a HEIF file (HEIC, AVIF) codes its light: its `colr` box of type `nclx` (ISO/IEC 14496-12 12.1.5,
 * 23008-12 6.5.5; numbers of ITU-T H.273), found by the item that `pitm` names and what `ipma` gives it. A gain map has one of its own.
 */

export interface Transfer {
  readonly curve: 'pq' | 'hlg';
  readonly primaries: 'bt2020' | 'p3' | 'bt709';
}

interface Box {
  readonly type: string;
  /** Of what is in it. */
  readonly start: number;
  readonly end: number;
}

const CURVES = new Map<number, Transfer['curve']>([
  [16, 'pq'],
  [18, 'hlg'],
]);
const PRIMARIES = new Map<number, Transfer['primaries']>([
  [9, 'bt2020'],
  [12, 'p3'],
]);
const MAX_ITEMS = 1000;
/** Version and flags of a full box. */
const FULL = 4;

/**
 * Returns null where the picture is of an ordinary range, or does not say.
 * @throws {Error} when the program is wrong: never for what a picture holds
 */
export function readTransfer(bytes: Uint8Array): Transfer | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const meta = findBox(view, { type: 'file', start: 0, end: bytes.length }, 'meta');
    const inMeta = meta && { ...meta, start: meta.start + FULL };
    const pitm = inMeta && findBox(view, inMeta, 'pitm');
    const iprp = inMeta && findBox(view, inMeta, 'iprp');
    const ipco = iprp && findBox(view, iprp, 'ipco');
    const ipma = iprp && findBox(view, iprp, 'ipma');
    if (!pitm || !ipco || !ipma) return null;
    const item =
      view.getUint8(pitm.start) === 0 ? view.getUint16(pitm.start + FULL) : view.getUint32(pitm.start + FULL);
    const properties = listBoxes(view, ipco);
    const own = readAssociations(view, ipma, item).flatMap((index) => properties[index - 1] ?? []);
    const colour = own.find(({ type, start }) => type === 'colr' && readName(view, start) === 'nclx');
    const curve = colour && CURVES.get(view.getUint16(colour.start + 6));
    if (!colour || !curve) return null;
    return { curve, primaries: PRIMARIES.get(view.getUint16(colour.start + 4)) ?? 'bt709' };
  } catch (error) {
    // A box that points out of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readAssociations(view: DataView, { start, end }: Box, item: number): readonly number[] {
  const isLong = view.getUint8(start) > 0;
  const isWide = (view.getUint8(start + 3) & 1) === 1;
  let at = start + FULL + 4;
  for (let entries = Math.min(view.getUint32(start + FULL), MAX_ITEMS); entries > 0 && at < end; entries -= 1) {
    const id = isLong ? view.getUint32(at) : view.getUint16(at);
    at += isLong ? 4 : 2;
    const count = view.getUint8(at);
    const width = isWide ? 2 : 1;
    const list = Array.from({ length: count }, (_, index) => {
      const place = at + 1 + index * width;
      return isWide ? view.getUint16(place) & 0x7fff : view.getUint8(place) & 0x7f;
    });
    if (id === item) return list;
    at += 1 + count * width;
  }
  return [];
}

function findBox(view: DataView, parent: Box, type: string): Box | undefined {
  return listBoxes(view, parent).find((box) => box.type === type);
}

function listBoxes(view: DataView, { start, end }: Box): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end && boxes.length < MAX_ITEMS; ) {
    const length = view.getUint32(at) || end - at;
    // A length of 64 bits: the pixels, behind all that is looked for.
    if (length < 8) break;
    boxes.push({ type: readName(view, at + 4), start: at + 8, end: Math.min(end, at + length) });
    at += length;
  }
  return boxes;
}

function readName(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}
