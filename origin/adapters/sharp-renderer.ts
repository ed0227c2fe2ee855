/**
 * Pictures by sharp (libvips): one decoding for the preview, and the thumbnail and the placeholder from that. Derived
 * images are sRGB and say so in a profile of 480 bytes: wide-gamut screens otherwise take untagged colours for their own,
 * and few phones of customers know more. All other metadata stays behind.
 */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { BOUNDS } from '../core/check-pixels.ts';
import { fitDerived, type Size } from '../core/fit-derived.ts';
import { type Renderer, type Rendering, UnreadableError } from '../core/ports.ts';
import { readTransfer, type Transfer } from '../core/read-transfer.ts';
import { sniffPhotoType } from '../core/sniff-photo-type.ts';
import { toneMap } from '../core/tone-map.ts';
import { type PhotoType, PREVIEW_WIDTH, THUMB_WIDTH } from '../photo-key.ts';
import { decodeHeic } from './decode-heic.ts';
import { type DrawnPage, drawPdf } from './draw-pdf.ts';

/** What fits on a phone's screen in no time on 2G: 20 KB. Qualities are tried from the left. */
const THUMB = { maxBytes: 20_000, qualities: [76, 64, 52, 40, 28, 16, 4] } as const;
const PREVIEW_QUALITY = 78;
/** So much of a picture that was cut off must be there. */
const LEAST_SHARE = 0.01;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** px: ThumbHash takes no larger picture. */
const PLACEHOLDER_SIDE = 100;
const TIMEOUT_SECONDS = 30;
const HEIC_TIMEOUT_MS = 60_000;
/** As wide as its preview, which is drawn from it. */
const PAGE = { width: PREVIEW_WIDTH, maxPixels: 16_000_000, timeoutMs: 30_000 } as const;

/** Only the formats that are taken in, and TIFF for the decoded HEIC: libvips would open much more (SVG, PDF…). */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff'];

interface Raw {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** Makes a renderer. Sets sharp for the process: no cache of decoded files, no loaders but the needed ones. */
export function createSharpRenderer(): Renderer {
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS.map((format) => `VipsForeignLoad${format}Buffer`) });
  // A page is as large as it is drawn: drawn for its head, it need not be drawn again.
  const pages = new WeakMap<Uint8Array, DrawnPage>();
  return {
    inspect: async (bytes) => {
      if (sniffPhotoType(bytes) === 'application/pdf') {
        const page = await drawPdf(bytes, PAGE);
        pages.set(bytes, page);
        return { width: page.width, height: page.height, exif: null };
      }
      const { autoOrient, exif, isProgressive } = await readHead(bytes);
      return { ...autoOrient, exif: exif ?? null, isProgressive: isProgressive ?? false };
    },
    render: async (bytes, type) => {
      if (type === 'image/jpeg') return renderJpeg(bytes);
      if (type === 'application/pdf') return renderPage(pages.get(bytes) ?? (await drawPdf(bytes, PAGE)));
      const picture = isHeic(type) ? await decode(bytes) : bytes;
      const transfer = isHeif(type) ? readTransfer(bytes) : null;
      return renderImages(picture, { limitInputPixels: BOUNDS.maxPixels, transfer });
    },
  };
}

function readHead(bytes: Uint8Array): Promise<Metadata> {
  return orUnreadable(sharp(bytes, { limitInputPixels: false }).metadata());
}

/**
 * A file that was cut short is shown as far as it goes. Where only its end mark is missing, the picture is whole: with the mark
 * put there, libvips has nothing to say.
 */
async function renderJpeg(bytes: Uint8Array): Promise<Rendering> {
  const options = { limitInputPixels: BOUNDS.maxJpegPixels };
  const orNull = (error: unknown) => {
    if (error instanceof UnreadableError && error.reason === 'damaged') return null;
    throw error;
  };
  const asItIs = await renderImages(bytes, options).catch(orNull);
  if (asItIs) return asItIs;
  const ended = Buffer.concat([bytes, END_OF_IMAGE]);
  const whole = await renderImages(ended, { ...options, failOn: 'warning' }).catch(orNull);
  return whole ?? renderImages(ended, { ...options, failOn: 'none', isCutOff: true });
}

async function renderPage({ width, height, data }: DrawnPage): Promise<Rendering> {
  const page = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  const picture = await page.png({ compressionLevel: 1 }).toBuffer();
  return renderImages(picture, { limitInputPixels: BOUNDS.maxPixels });
}

function isHeif(type: PhotoType): boolean {
  return isHeic(type) || type === 'image/avif';
}

function isHeic(type: PhotoType): boolean {
  return type === 'image/heic' || type === 'image/heif';
}

async function decode(bytes: Uint8Array): Promise<Uint8Array> {
  const { icc } = await readHead(bytes);
  return decodeHeic(bytes, icc ?? null, { maxPixels: BOUNDS.maxHeifPixels, timeoutMs: HEIC_TIMEOUT_MS });
}

interface RenderOptions {
  readonly limitInputPixels: number;
  readonly failOn?: 'none' | 'error' | 'warning';
  /** Pixels of more than an ordinary range. */
  readonly transfer?: Transfer | null;
  readonly isCutOff?: boolean;
}

async function renderImages(picture: Uint8Array, options: RenderOptions): Promise<Rendering> {
  const { autoOrient: size, icc } = await readHead(picture);
  const { limitInputPixels, failOn = 'error', transfer, isCutOff = false } = options;
  const image = sharp(picture, { failOn, limitInputPixels, sequentialRead: true }).autoOrient();
  const preview = await toRaw(image, fitDerived(size, PREVIEW_WIDTH, 'preview'));
  // A profile has said already how the pixels are meant.
  if (transfer && !icc) toneMap(preview.data, preview.channels, transfer);
  if (isCutOff && isMissing(preview)) throw new UnreadableError('damaged');
  const thumb = await toRaw(fromRaw(preview), fitDerived(preview, THUMB_WIDTH, 'thumb'));
  const [previewBytes, thumbBytes, placeholder] = await Promise.all([
    toWebp(preview, PREVIEW_QUALITY),
    toSmallWebp(thumb),
    toPlaceholder(thumb),
  ]);
  return { thumb: thumbBytes, preview: previewBytes, placeholder, isCutOff };
}

/** Of a file that ends before its first rows, nothing is left but the grey that stands for what is missing. */
function isMissing({ data, channels }: Raw): boolean {
  const last = data.length - channels;
  let others = 0;
  for (const [index, value] of data.entries()) {
    if (Math.abs(value - (data[last + (index % channels)] ?? 0)) > 3) others += 1;
  }
  return others < data.length * LEAST_SHARE;
}

async function toRaw(image: Sharp, size: Size): Promise<Raw> {
  const work = image
    .resize({ ...size, fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: TIMEOUT_SECONDS })
    .toBuffer({ resolveWithObject: true });
  const { data, info } = await orUnreadable(work);
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function fromRaw({ data, ...raw }: Raw): Sharp {
  return sharp(data, { raw });
}

function toWebp(raw: Raw, quality: number): Promise<Buffer> {
  return fromRaw(raw).withIccProfile('srgb').webp({ quality }).timeout({ seconds: TIMEOUT_SECONDS }).toBuffer();
}

/** The best quality within the bound; a picture that no quality brings there stays at the lowest. */
async function toSmallWebp(raw: Raw): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  for (const quality of THUMB.qualities) {
    bytes = await toWebp(raw, quality);
    if (bytes.length <= THUMB.maxBytes) break;
  }
  return bytes;
}

async function toPlaceholder(raw: Raw): Promise<string> {
  const { data, info } = await fromRaw(raw)
    .resize(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

/** libvips tells what is wrong in prose only; of its failures just the time limit has a text that is sharp's own. */
async function orUnreadable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    const isSlow = error instanceof Error && error.message.startsWith('timeout:');
    throw new UnreadableError(isSlow ? 'too-slow' : 'damaged', error);
  }
}
