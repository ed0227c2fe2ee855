/**
 * What the camera wrote into the picture and we keep: when it was taken, and by what. Nothing else is read: a place
 * comes only from what the worker consented to send, never from EXIF.
 */
import ExifReader from 'exifreader';

export interface CameraFacts {
  /** ISO 8601 with the offset that the camera knew; null without an offset: the time is then of an unknown zone. */
  readonly takenAt: string | null;
  /** Make and model, at most 100 characters. */
  readonly camera: string | null;
}

const NO_FACTS: CameraFacts = { takenAt: null, camera: null };
/** Bytes. One JPEG segment holds no more; what is longer in another container is not read. */
const MAX_EXIF_LENGTH = 65_536;
const MAX_CAMERA_LENGTH = 100;
const EXIF_TIME = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2})/;
const EXIF_OFFSET = /^[+-](?:0\d|1[0-4]):[0-5]\d$/;
const TAGS = ['Make', 'Model', 'DateTimeOriginal', 'OffsetTimeOriginal'];

/** Reads an EXIF block (TIFF structure, with or without its `Exif\0\0` head). A damaged one says nothing. */
export function readExif(exif: Uint8Array | null): CameraFacts {
  if (!exif || exif.length > MAX_EXIF_LENGTH) return NO_FACTS;
  const head = exif[0] === 0x45 ? 6 : 0;
  try {
    const bytes = new Uint8Array(exif.subarray(head));
    const { exif: tags } = ExifReader.load(bytes.buffer, { expanded: true, includeTags: { exif: TAGS } });
    return {
      takenAt: toIsoTime(readText(tags?.DateTimeOriginal), readText(tags?.OffsetTimeOriginal)),
      camera: toCamera(readText(tags?.Make), readText(tags?.Model)),
    };
  } catch {
    return NO_FACTS;
  }
}

function toIsoTime(time: string, offset: string): string | null {
  const [, year, month, day, hour, minute, second] = EXIF_TIME.exec(time) ?? [];
  if (!year || !EXIF_OFFSET.test(offset)) return null;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const parsed = new Date(`${local}Z`);
  // Date takes 31 February for 3 March, and NaN has no ISO form.
  const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(local);
  return isReal ? `${local}${offset}` : null;
}

function toCamera(make: string, model: string): string | null {
  const name = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
  return name.trim().slice(0, MAX_CAMERA_LENGTH) || null;
}

function readText(tag: { readonly value?: unknown } | undefined): string {
  const first: unknown = Array.isArray(tag?.value) ? tag.value[0] : tag?.value;
  return typeof first === 'string' ? first.replace(/[^\x20-\x7e]/g, '').trim() : '';
}
