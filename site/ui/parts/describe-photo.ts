/** What a photo is called where its title is shown, and the time that is told of it. */
import type { Photo, Stage } from '../../../edge/api.ts';
import type { Words } from '../../i18n/translate.ts';

export interface Titled {
  readonly title: string | null;
  readonly stage: Stage | null;
}

/** Its title, else its stage, else "Photo". */
export function describePhoto({ title, stage }: Titled, { say }: Words): string {
  return title ?? say(stage ? `stage.${stage}` : 'photo.photo');
}

/** When it was taken, else when it arrived; the latter also of a photo whose own time cannot be right. */
export function toShownTime(photo: Pick<Photo, 'taken_at' | 'taken_at_in_future' | 'uploaded_at'>): string | null {
  return photo.taken_at_in_future ? photo.uploaded_at : (photo.taken_at ?? photo.uploaded_at);
}
