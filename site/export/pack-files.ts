/** The files of an archive, one after the other, a few read ahead; what could not be read is named in its list. */
import type { ProblemCode } from '../../edge/problem.ts';
import { formatCsv } from './format-csv.ts';
import type { ReadFile } from './read-file.ts';

/** Each is at most 50 MB, and a weak phone has memory for few. */
const AHEAD = 3;

export const LIST_NAME = 'photos.csv';

/** One photo, and how its bytes are got. */
export interface Packed {
  readonly id: string;
  /** Unique in the archive. */
  readonly name: string;
  readonly takenAt: Date;
  /** What the list tells of it, in the order of `FACT_NAMES`. */
  readonly facts: readonly (string | number | null)[];
  /** @throws {AppError} when it could not be read: why */
  read(): Promise<ReadFile>;
}

/** Facts of a photo in the list, behind its name and before its hash. */
export const FACT_NAMES = [
  'photo_id',
  'stage',
  'title',
  'taken_at',
  'taken_at_source',
  'uploaded_at',
  'uploaded_by',
  'verified',
  'part',
  'latitude',
  'longitude',
] as const;

export interface ArchiveFile {
  readonly name: string;
  readonly lastModified: Date;
  readonly input: Uint8Array<ArrayBuffer> | string;
}

export interface PackOptions {
  readonly signal: AbortSignal;
  readonly now: Date;
  toCode(error: unknown): ProblemCode;
  /** Is told of each photo: why it is not in the archive, or null. */
  done(item: Packed, problem: ProblemCode | null): void;
}

/** @throws {DOMException} when it is stopped by the signal */
export async function* packFiles(
  items: readonly Packed[],
  { signal, now, toCode, done }: PackOptions,
): AsyncGenerator<ArchiveFile, void> {
  const rows: (readonly (string | number | null)[])[] = [];
  const reading: Promise<ReadFile | ProblemCode>[] = [];
  const begin = (item: Packed) => reading.push(item.read().catch(toCode));
  for (const item of items.slice(0, AHEAD)) begin(item);
  for (const [index, item] of items.entries()) {
    const read = await reading.shift();
    signal.throwIfAborted();
    const next = items[index + AHEAD];
    if (next) begin(next);
    if (read === undefined) break;
    const isRead = typeof read !== 'string';
    if (isRead) yield { name: item.name, lastModified: item.takenAt, input: read.bytes };
    rows.push([
      isRead ? item.name : null,
      ...item.facts,
      isRead ? read.sha256 : null,
      isRead ? read.bytes.byteLength : null,
      isRead ? null : `not in this archive: ${read}`,
    ]);
    done(item, isRead ? null : read);
  }
  const head = ['file', ...FACT_NAMES, 'sha256', 'bytes', 'problem'];
  yield { name: LIST_NAME, lastModified: now, input: formatCsv([head, ...rows]) };
}
