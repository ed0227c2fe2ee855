/** What is typed of a photo in the viewer: it stays until it is saved or let go, whichever photo is looked at meanwhile. */
import type { Photo } from '../../../edge/api.ts';
import type { AppState, PhotoDraft, PhotoWords } from '../state/app-state.ts';

/** The words that the fields show of a photo. */
export function toPhotoWords({ title, stage }: Pick<Photo, 'title' | 'stage'>): PhotoWords {
  return { title: title ?? '', stage };
}

/** Null: nothing is typed of it that is not what it says already. */
export function findPhotoDraft({ photoDrafts }: AppState, photo: Photo): PhotoDraft | null {
  const draft = photoDrafts?.[photo.photo_id];
  return draft && !isSame(draft, toPhotoWords(photo)) ? draft : null;
}

/** Whether somebody else has changed the photo since the typing began. */
export function isOvertaken({ base }: PhotoDraft, photo: Photo): boolean {
  return !isSame(base, toPhotoWords(photo));
}

/** @param change null: lets go of what was typed */
export function withPhotoDraft(
  photo: Photo,
  change: Partial<PhotoWords> | null,
): (state: AppState) => Partial<AppState> {
  return (state) => {
    const { [photo.photo_id]: standing, ...others } = state.photoDrafts ?? {};
    const words = toPhotoWords(photo);
    if (change === null) return { photoDrafts: others };
    return { photoDrafts: { ...others, [photo.photo_id]: { ...words, base: words, ...standing, ...change } } };
  };
}

function isSame(one: PhotoWords, other: PhotoWords): boolean {
  return one.title.trim() === other.title && one.stage === other.stage;
}
