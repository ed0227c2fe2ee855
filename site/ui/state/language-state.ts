/** In which language the screens speak. */
import type { Words } from '../../i18n/translate.ts';

export interface LanguageState {
  readonly words: Words;
  /** The user's own choice; null: the phone's language. */
  readonly chosenLanguage: string | null;
  /** The language that was chosen last could not be loaded. */
  readonly isLanguageAway?: boolean;
}
