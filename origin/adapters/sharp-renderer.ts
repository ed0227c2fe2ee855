/**
 * Pictures by sharp (libvips): one decoding for the preview, and the thumbnail and the placeholder from that. Derived
 * images are sRGB and say so in a profile of 480 bytes: wide-gamut screens otherwise take untagged colours for their own,
 * and few phones of customers know more. All other metadata stays behind.
 */
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { BOUNDS } from '../core/plan-development.ts';
import { type Renderer, type Rendering, UnreadableError } from '../core/ports.ts';
import { type PhotoType, PREVIEW_WIDTH, THUMB_WIDTH } from '../photo-key.ts';
import { decodeHeic } from './decode-heic.ts';

/** What fits on a phone's screen in no time on 2G: 20 KB. Qualities are tried from the left. */
const THUMB = { maxBytes: 20_000, qualities: [76, 64, 52, 40, 28, 16, 4] } as const;
const PREVIEW_QUALITY = 78;
/** A derived image is at most so many times as high as wide: a panorama on end. */
const MAX_ASPECT = 4;
/** px: ThumbHash takes no larger picture. */
const PLACEHOLDER_SIDE = 100;
const TIMEOUT_SECONDS = 30;
const HEIC_TIMEOUT_MS = 60_000;

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
  return {
    inspect: async (bytes) => {
      const { autoOrient, exif } = await orUnreadable(sharp(bytes, { limitInputPixels: false }).metadata());
      return { ...autoOrient, exif: exif ?? null };
    },
    render: async (bytes, type) => {
      const picture = isHeic(type) ? await decode(bytes) : bytes;
      return orUnreadable(renderImages(picture));
    },
  };
}

function isHeic(type: PhotoType): boolean {
  return type === 'image/heic' || type === 'image/heif';
}

async function decode(bytes: Uint8Array): Promise<Uint8Array> {
  const { icc } = await orUnreadable(sharp(bytes, { limitInputPixels: false }).metadata());
  return decodeHeic(bytes, icc ?? null, { maxPixels: BOUNDS.maxHeifPixels, timeoutMs: HEIC_TIMEOUT_MS });
}

async function renderImages(picture: Uint8Array): Promise<Rendering> {
  const options: SharpOptions = { failOn: 'error', limitInputPixels: BOUNDS.maxPixels, sequentialRead: true };
  const preview = await toRaw(sharp(picture, options).autoOrient(), PREVIEW_WIDTH);
  const thumb = await toRaw(fromRaw(preview), THUMB_WIDTH);
  const [previewBytes, thumbBytes, placeholder] = await Promise.all([
    toWebp(preview, PREVIEW_QUALITY),
    toSmallWebp(thumb),
    toPlaceholder(thumb),
  ]);
  return { thumb: thumbBytes, preview: previewBytes, placeholder };
}

async function toRaw(image: Sharp, width: number): Promise<Raw> {
  const { data, info } = await image
    .resize({ width, height: width * MAX_ASPECT, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: TIMEOUT_SECONDS })
    .toBuffer({ resolveWithObject: true });
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
