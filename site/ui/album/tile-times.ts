/** Dates that are short enough for a tile and for a heading. */
import type { Language } from '../../i18n/translate.ts';

type Format = (ms: number, language: Language) => string;

export const formatHeadingDay = createFormat({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

export const formatTileTime = createFormat({ dateStyle: 'short', timeStyle: 'short' });

/** Keeps one of the language that is spoken: the browser takes long to make one. */
function createFormat(options: Intl.DateTimeFormatOptions): Format {
  let made: { readonly language: Language; readonly format: Intl.DateTimeFormat } | undefined;
  return (ms, language) => {
    if (made?.language !== language) made = { language, format: new Intl.DateTimeFormat(language, options) };
    return made.format.format(ms);
  };
}
