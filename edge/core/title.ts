/** The words that a worker gives a photo: kept whole, but for what no title holds. */

/** Control characters, line separators, and the marks that turn the direction of the text around them. */
const UNWANTED = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;

/** Cleans a title: NFC, no control characters, no blanks at its ends. The empty title is none. */
export function cleanTitle(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(UNWANTED, ' ').trim();
}

/** Counts Unicode code points. */
export function countCharacters(text: string): number {
  return [...text].length;
}
