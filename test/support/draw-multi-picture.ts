/** JPEGs with more than one picture in them: Ultra HDR (a gain map behind the main picture, CIPA DC-007 MPF) and motion photos. */
import sharp from 'sharp';
import { drawQuadrants } from './draw-photo.ts';

const MPF_HEAD = 4 + 4;
const MPF_LENGTH = 4 + 8 + 2 + 3 * 12 + 4 + 2 * 16;

/** Behind the quadrants comes another picture, grey; with `hdr` it says that it is their gain map. */
export async function drawMultiPicture({ hdr = false } = {}): Promise<Buffer> {
  const main = await drawQuadrants().jpeg({ quality: 95 }).toBuffer();
  const grey = await sharp({ create: { width: 48, height: 32, channels: 3, background: '#808080' } })
    .toColourspace('b-w')
    .jpeg()
    .toBuffer();
  const second = hdr ? insert(grey, writeXmp(GAIN_MAP)) : grey;
  const words = hdr ? writeXmp(`${CONTAINER}`.replace('LENGTH', String(second.length))) : Buffer.alloc(0);
  const mainLength = main.length + words.length + 4 + MPF_LENGTH;
  // MPF counts from behind its own name.
  const offset = mainLength - (2 + words.length + MPF_HEAD);
  return Buffer.concat([insert(main, words, writeSegment(0xe2, writeMpf(mainLength, offset, second.length))), second]);
}

/** A video behind the picture, as phones store what happened around it. */
export async function drawMotionPhoto(): Promise<Buffer> {
  const head = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');
  return Buffer.concat([await drawQuadrants().jpeg({ quality: 95 }).toBuffer(), head, Buffer.alloc(5000)]);
}

const DESCRIPTION = 'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"';
const GAIN_MAP = `<rdf:Description ${DESCRIPTION} hdrgm:GainMapMin="0" hdrgm:GainMapMax="2" hdrgm:Gamma="1" hdrgm:OffsetSDR="0.015625" hdrgm:OffsetHDR="0.015625" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2" hdrgm:BaseRenditionIsHDR="False"/>`;
const CONTAINER = `<rdf:Description xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/" ${DESCRIPTION}><Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="LENGTH"/></rdf:li></rdf:Seq></Container:Directory></rdf:Description>`;

function insert(jpeg: Buffer, ...segments: readonly Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

function writeXmp(description: string): Buffer {
  const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${description}</rdf:RDF>`;
  const xmp = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">${rdf}</x:xmpmeta>`;
  return writeSegment(0xe1, Buffer.from(xmp, 'latin1'));
}

function writeSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

function writeMpf(mainLength: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(MPF_LENGTH);
  bytes.write('MPF\0MM\0*\0\0\0\x08\0\x03', 0, 'latin1');
  const fields = [
    [0xb000, 7, 4, 0x30313030],
    [0xb001, 4, 1, 2],
    [0xb002, 7, 32, 8 + 2 + 3 * 12 + 4],
  ] as const;
  for (const [index, [tag, type, count, value]] of fields.entries()) {
    const at = 14 + index * 12;
    bytes.writeUInt16BE(tag, at);
    bytes.writeUInt16BE(type, at + 2);
    bytes.writeUInt32BE(count, at + 4);
    bytes.writeUInt32BE(value, at + 8);
  }
  const entries = MPF_LENGTH - 32;
  bytes.writeUInt32BE(0x030000, entries);
  bytes.writeUInt32BE(mainLength, entries + 4);
  bytes.writeUInt32BE(length, entries + 20);
  bytes.writeUInt32BE(offset, entries + 24);
  return bytes;
}
