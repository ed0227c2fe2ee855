/**
 * Reads encoded words (RFC 2047, sections 4 and 6.2), in which S3 gives back user metadata that has more than ASCII in it
 * (S3 User Guide, "Working with object metadata"). Departures: no charset but UTF-8, and the bytes of words that follow
 * each other are joined before they are read, for a long text may be cut inside a character.
 */

const WORD = /=\?utf-8\?([bq])\?([^?\s]*)\?=/gi;
const WORDS = /=\?utf-8\?[bq]\?[^?\s]*\?=(?:\s+=\?utf-8\?[bq]\?[^?\s]*\?=)*/gi;

/** Returns the text with its encoded words read; what is none stays as it is. */
export function decodeEncodedWords(text: string): string {
  return text.replace(WORDS, (words) => {
    const bytes = [...words.matchAll(WORD)].map(([, encoding = '', content = '']) =>
      encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : decodeQ(content),
    );
    return Buffer.concat(bytes).toString('utf8');
  });
}

function decodeQ(content: string): Buffer {
  const text = content.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => toCharacter(hex));
  return Buffer.from(text, 'latin1');
}

function toCharacter(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
