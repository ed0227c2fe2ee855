/** What a photo is called where its title is shown. */
import type { Stage } from '../../../edge/api.ts';
import type { Words } from '../../i18n/translate.ts';

export interface Titled {
  readonly title: string | null;
  readonly stage: Stage | null;
}

/** Its title, else its stage, else "Photo". */
export function describePhoto({ title, stage }: Titled, { say }: Words): string {
  return title ?? say(stage ? `stage.${stage}` : 'photo.photo');
}
