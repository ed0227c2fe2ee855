/** The words that a worker gives a photo: kept whole, but for characters that a title cannot have. */

/** Unicode code points. */
export const MAX_TITLE_LENGTH = 200;

/** Control characters, line separators, and the marks that turn the direction of the text around them. */
const UNWANTED = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;

/** Cleans a title: NFC, no control characters, no blanks at its ends. The empty title is none. */
export function cleanTitle(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(UNWANTED, ' ').trim();
}

/** Cleans a title that nobody has checked, and cuts it to what a title may have. */
export function cutTitle(text: string): string {
  return [...cleanTitle(text)].slice(0, MAX_TITLE_LENGTH).join('').trim();
}

/** Tells whether a text has characters that cleanTitle removes. */
export function hasUnprintable(text: string): boolean {
  return text.search(UNWANTED) >= 0;
}

/** Counts Unicode code points. */
export function countCharacters(text: string): number {
  return [...text].length;
}
