/** Makes the derived images of one file, or finds that none can be made. */
import { formatThumbKey, type PhotoName, PREVIEW_WIDTH, THUMB_WIDTH } from '../photo-key.ts';
import type { FileImage } from '../records.ts';
import { type Inspection, inspectPhoto } from './inspect-photo.ts';
import { type PipelinePorts, type StoredPhoto, UnreadableError } from './ports.ts';
import { sniffPhotoType } from './sniff-photo-type.ts';

export interface ImageOptions {
  readonly isLastTry: boolean;
}

/**
 * The same bytes give the same images under the same keys.
 * @throws {UnreadableError} when rendering took too long and it is not the last try
 */
export async function developImages(
  name: PhotoName & { readonly sha256: string },
  photo: StoredPhoto,
  { ports, isLastTry }: { readonly ports: PipelinePorts } & ImageOptions,
): Promise<FileImage> {
  let inspection: Inspection | null = null;
  try {
    inspection = await inspectPhoto(photo.bytes, ports.renderer);
    const bytes = photo.bytes ?? new Uint8Array();
    const { thumb, preview, placeholder, isCutOff } = await ports.renderer.render(bytes, inspection.type);
    await ports.photos.writeDerived({ key: formatThumbKey(name, THUMB_WIDTH), bytes: thumb });
    await ports.photos.writeDerived({ key: formatThumbKey(name, PREVIEW_WIDTH), bytes: preview });
    return toImage(inspection, { placeholder, unreadable_reason: null, ...(isCutOff ? { is_cut_off: true } : {}) });
  } catch (error) {
    if (!(error instanceof UnreadableError) || (error.reason === 'too-slow' && !isLastTry)) throw error;
    const type = inspection?.type ?? (photo.bytes && sniffPhotoType(photo.bytes));
    return { ...toImage(inspection, { placeholder: null, unreadable_reason: error.reason }), type };
  }
}

/** The keys of a file's derived images. */
export function listDerivedKeys(name: PhotoName & { readonly sha256: string }): readonly string[] {
  return [THUMB_WIDTH, PREVIEW_WIDTH].map((width) => formatThumbKey(name, width));
}

function toImage(
  inspection: Inspection | null,
  made: Pick<FileImage, 'placeholder' | 'unreadable_reason' | 'is_cut_off'>,
): FileImage {
  return {
    ...made,
    type: inspection?.type ?? null,
    width: inspection?.head.width ?? null,
    height: inspection?.head.height ?? null,
    camera: inspection?.camera.camera ?? null,
    taken_at: inspection?.camera.takenAt ?? null,
  };
}
