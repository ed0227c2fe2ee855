/** The file of a photo that goes out of the house, and the name that it gets there. */
import type { Photo } from '../../../edge/api.ts';
import { toPhotoFileName } from '../../export/photo-file-name.ts';
import type { Words } from '../../i18n/translate.ts';
import { describePhoto, toShownTime } from './describe-photo.ts';

/** The original where the job has it, else the copy that is shown; null where there is neither. */
export function toFileUrl({ url, original }: Photo): string | null {
  return original?.url ?? url;
}

/** By when, which stage, by whom and what, as the album tells. */
export function namePhotoFile(photo: Photo, words: Words): string {
  const { title, stage, uploaded_by_name: by } = photo;
  const extension = /\.([a-z]+)(?:$|\?)/.exec(toFileUrl(photo) ?? '')?.[1] ?? 'jpg';
  const at = toShownTime(photo);
  const named = { at, stage: stage && words.say(`stage.${stage}`), by, title, extension };
  return toPhotoFileName(named, describePhoto(photo, words));
}
