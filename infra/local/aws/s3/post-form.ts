/**
 * Reads a `multipart/form-data` body (RFC 7578, RFC 2046 §5.1) as S3's POST needs it: raw values in their order, a bound
 * on all bytes before the file, the file as a stream, and what follows it looked through for a second file. A library
 * such as busboy tells neither how many bytes stood before the file nor that a body broke off after it.
 */
import { MAX_POST_PRE_DATA_BYTES } from './constants.ts';
import { S3Error } from './errors.ts';

export interface FormField {
  /** As written; S3 compares names without regard to case. */
  readonly name: string;
  readonly value: string;
}

export interface PostForm {
  /** The fields before the file. */
  readonly fields: readonly FormField[];
  /** Null where the form ends without one. */
  readonly file: { readonly filename: string; readonly content: AsyncIterable<Buffer> } | null;
}

const MAX_PART_HEADER_BYTES = 8 * 1024;
const HEADER_END = Buffer.from('\r\n\r\n');

function malformed(): S3Error {
  return new S3Error('MalformedPOSTRequest');
}

/** Gives the boundary of a Content-Type; null where it is not `multipart/form-data` with one. */
export function parseBoundary(contentType: string | null): string | null {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;",]{1,70}))\s*(?:;.*)?$/i.exec(
    contentType ?? '',
  );
  return match?.[1] ?? match?.[2] ?? null;
}

interface PartHeader {
  readonly name: string;
  /** Null of a part that is not named as a file. */
  readonly filename: string | null;
}

function parseParameter(disposition: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(disposition);
  if (match === null) return null;
  // Browsers write a quote as %22, curl as \" ; a lone backslash belongs to a Windows path.
  return (match[1] ?? match[2] ?? '').replace(/\\"/g, '"').replace(/%22/g, '"');
}

function parsePartHeader(text: string): PartHeader {
  // A part without any header would otherwise borrow those of the next one.
  if (text.startsWith('\r\n')) throw malformed();
  const line = text.split('\r\n').find((header) => /^content-disposition\s*:/i.test(header));
  const disposition = line?.slice(line.indexOf(':') + 1).trim() ?? '';
  const name = parseParameter(disposition, 'name');
  if (!/^form-data\b/i.test(disposition) || name === null) throw malformed();
  return { name, filename: parseParameter(disposition, 'filename') };
}

interface Scanner {
  /** Bytes taken so far. */
  taken(): number;
  /** All up to a mark, in pieces; the mark is taken too. */
  streamUntil(mark: Buffer): AsyncGenerator<Buffer>;
  /** The next bytes; fewer at the end. */
  take(length: number): Promise<Buffer>;
}

function createScanner(source: AsyncIterable<Buffer>): Scanner {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  let takenBytes = 0;
  const fill = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done) return false;
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
    return true;
  };
  const drop = (length: number): Buffer => {
    const head = pending.subarray(0, length);
    pending = pending.subarray(length);
    takenBytes += head.length;
    return head;
  };
  return {
    taken: () => takenBytes,
    streamUntil: async function* (mark) {
      for (;;) {
        const at = pending.indexOf(mark);
        // Without the mark all but what could be its beginning is content.
        const safe = at >= 0 ? at : pending.length - mark.length + 1;
        if (safe > 0) yield drop(safe);
        if (at >= 0) {
          drop(mark.length);
          return;
        }
        if (!(await fill())) throw malformed();
      }
    },
    take: async (length) => {
      while (pending.length < length && (await fill())) {
        // Filled until it is enough or the body ends.
      }
      return drop(length);
    },
  };
}

interface ByteLimit {
  readonly maxBytes: number;
  /** The error for more. */
  readonly refuse: () => S3Error;
}

/** Reads all up to a mark; refuses more than `maxBytes` before it. */
async function readUntil(scanner: Scanner, mark: Buffer, { maxBytes, refuse }: ByteLimit): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of scanner.streamUntil(mark)) {
    length += piece.length;
    if (length > maxBytes) throw refuse();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** After a boundary comes CRLF and another part, or `--` and the end. */
async function hasNextPart(scanner: Scanner): Promise<boolean> {
  const next = (await scanner.take(2)).toString('latin1');
  if (next !== '\r\n' && next !== '--') throw malformed();
  return next === '\r\n';
}

/** Looks through what follows the file: it is ignored, but there must not be another file. */
async function checkRest(scanner: Scanner, delimiter: Buffer): Promise<void> {
  while (await hasNextPart(scanner)) {
    const header = await readUntil(scanner, HEADER_END, { maxBytes: MAX_PART_HEADER_BYTES, refuse: malformed });
    const { name } = parsePartHeader(header);
    if (name.toLowerCase() === 'file') throw new S3Error('IncorrectNumberOfFilesInPostRequest');
    for await (const _ of scanner.streamUntil(delimiter)) {
      // Ignored, as S3 does.
    }
  }
}

async function* streamFile(scanner: Scanner, delimiter: Buffer): AsyncGenerator<Buffer> {
  yield* scanner.streamUntil(delimiter);
  await checkRest(scanner, delimiter);
}

/**
 * Reads up to the file, whose `content` must then be read to its end: it throws where the rest is not sound.
 * @throws {S3Error} when the form is malformed, or has too much before its file.
 */
export async function parsePostForm(source: AsyncIterable<Buffer>, boundary: string): Promise<PostForm> {
  // The first delimiter has no CRLF before it; with one put there all are alike.
  async function* withLineBreak(): AsyncGenerator<Buffer> {
    yield Buffer.from('\r\n');
    yield* source;
  }
  const scanner = createScanner(withLineBreak());
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const tooLarge = (): S3Error =>
    new S3Error('MaxPostPreDataLengthExceededError', undefined, {
      MaxPostPreDataLength: String(MAX_POST_PRE_DATA_BYTES),
    });
  const left = (): number => MAX_POST_PRE_DATA_BYTES - scanner.taken();
  const limit = (): ByteLimit => ({ maxBytes: left(), refuse: tooLarge });
  await readUntil(scanner, delimiter, limit());
  const fields: FormField[] = [];
  while (await hasNextPart(scanner)) {
    const header = parsePartHeader(await readUntil(scanner, HEADER_END, limit()));
    if (left() < 0) throw tooLarge();
    if (header.name.toLowerCase() === 'file') {
      const content = streamFile(scanner, delimiter);
      return { fields, file: { filename: header.filename ?? '', content } };
    }
    fields.push({ name: header.name, value: await readUntil(scanner, delimiter, limit()) });
  }
  return { fields, file: null };
}
