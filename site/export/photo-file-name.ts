/** File names by which people find a photo again: when, which stage, by whom, what. Good on Windows, macOS and phones. */

export interface NamedPhoto {
  /** ISO 8601; null: not known. */
  readonly at: string | null;
  /** In the user's language. */
  readonly stage: string | null;
  readonly by: string | null;
  readonly title: string | null;
  /** Without a dot. */
  readonly extension: string;
}

/** Code points: with the longest of all, a name stays within what every file system takes. */
const MOST = { title: 80, by: 40 } as const;
/** What Windows refuses in a name, and what is not seen, such as marks that turn the direction of writing. */
const FORBIDDEN = /[\p{C}<>:"/\\|?*]+/gu;
/** Names of devices on Windows, whatever follows the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** `2026-11-30 14.05 Before – Ana – kitchen.jpg`; `otherwise` where nothing is known. */
export function toPhotoFileName({ at, stage, by, title, extension }: NamedPhoto, otherwise: string): string {
  const time = toFileTime(at);
  const [first, ...rest] = [stage, by && cut(by, MOST.by), title && cut(title, MOST.title)]
    .map((part) => toNamePart(part ?? ''))
    .filter(Boolean);
  const name = [[time, first].filter(Boolean).join(' '), ...rest].filter(Boolean).join(' – ');
  return `${DEVICE.test(name) || !name ? `${toNamePart(otherwise)} ${name}`.trim() : name}.${extension}`;
}

/** As part of a file's name, without what no system takes; dots at its end are none of Windows'. */
export function toNamePart(text: string): string {
  return text
    .normalize('NFC')
    .replace(FORBIDDEN, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
}

/** The clock where the photo was taken; of a time in UTC alone, the clock here. */
function toFileTime(at: string | null): string {
  const ms = Date.parse(at ?? '');
  if (at === null || Number.isNaN(ms)) return '';
  const minutes = -new Date(ms).getTimezoneOffset();
  const local = at.endsWith('Z') ? new Date(ms + minutes * 60_000).toISOString() : at;
  return `${local.slice(0, 10)} ${local.slice(11, 16).replace(':', '.')}`;
}

function cut(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}

/** Gives each name once: what is asked for again gets a number. Case makes no difference, as on Windows and macOS. */
export function createUniqueNames(): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    const dot = name.lastIndexOf('.');
    const [stem, extension] = [name.slice(0, dot), name.slice(dot)];
    let unique = name;
    for (let n = 2; given.has(unique.toLowerCase()); n++) unique = `${stem} (${n})${extension}`;
    given.add(unique.toLowerCase());
    return unique;
  };
}
