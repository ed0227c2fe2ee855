/** Takes photos out of the house: as an archive that streams, or as files for the phone's share sheet. */
import { makeZip } from 'client-zip';
import type { Photo } from '../../../edge/api.ts';
import type { ProblemCode } from '../../../edge/problem.ts';
import { type Packed, packFiles } from '../../export/pack-files.ts';
import { toNamePart } from '../../export/photo-file-name.ts';
import { canStream, chooseSave, MOST_IN_MEMORY_BYTES, type Save } from '../../export/save-stream.ts';
import type { Words } from '../../i18n/translate.ts';
import type { Tile } from '../album/album-tiles.ts';
import type { LazyContext } from '../context.ts';
import { toProblemCode } from '../listings/listings.ts';
import { listPacked, readAllPhotos } from './list-packed.ts';

/** Share sheets take no more, and a weak phone has no memory for more. */
export const MOST_SHARED = 30;

export interface Missing {
  readonly name: string;
  readonly code: ProblemCode;
}

export type TakeOutPhase =
  | { readonly kind: 'idle' | 'list' | 'broken' | 'none' }
  | { readonly kind: 'reading'; readonly count: number; readonly total: number }
  | {
      readonly kind: 'saved' | 'ready';
      readonly total: number;
      readonly missing: readonly Missing[];
      readonly files: readonly File[];
    }
  | { readonly kind: 'too-large'; readonly bytes: number };

/** What shall go out. */
export interface TakenPhotos {
  readonly jobId: string;
  /** Null: all of the job. */
  readonly tiles: readonly Tile[] | null;
}

export interface TakeOutWork {
  phase(): TakeOutPhase;
  /** Both: in the handler of a click. `name`: of the archive. */
  saveZip(taken: TakenPhotos, name: string): Promise<void>;
  readToShare(taken: TakenPhotos): Promise<void>;
  stop(): void;
  /** Whatever was done before is no longer told. */
  reset(): void;
}

export function createTakeOutWork({ phone, store }: LazyContext): TakeOutWork {
  let phase: TakeOutPhase = { kind: 'idle' };
  let stopping: AbortController | null = null;
  const show = (next: TakeOutPhase) => {
    phase = next;
    store.update({});
  };
  const mayLose = (event: Event) => event.preventDefault();
  const withWork = async (work: (signal: AbortSignal) => Promise<TakeOutPhase>) => {
    if (stopping) return;
    const controller = new AbortController();
    stopping = controller;
    addEventListener('beforeunload', mayLose);
    try {
      show({ kind: 'list' });
      show(await work(controller.signal));
    } catch {
      show({ kind: controller.signal.aborted ? 'idle' : 'broken' });
    } finally {
      removeEventListener('beforeunload', mayLose);
      stopping = null;
    }
  };

  const options = (signal: AbortSignal) => ({ phone, words: store.get().words, signal, show });
  return {
    phase: () => phase,
    async saveZip(taken, name) {
      const save = stopping ? null : await chooseSave(`${toNamePart(name) || taken.jobId}.zip`);
      if (save) await withWork((signal) => saveAll(save, taken, options(signal)));
    },
    readToShare: (taken) => withWork((signal) => readAll(taken, options(signal))),
    stop: () => stopping?.abort(),
    reset: () => {
      if (!stopping) phase = { kind: 'idle' };
    },
  };
}

async function saveAll(save: Save, taken: TakenPhotos, options: PrepareOptions): Promise<TakeOutPhase> {
  const { items, bytes, total, missing, done } = await prepare(taken, options);
  if (items.length === 0) return { kind: 'none' };
  if (!canStream() && bytes > MOST_IN_MEMORY_BYTES) return { kind: 'too-large', bytes };
  const { signal } = options;
  await save(makeZip(packFiles(items, { signal, now: new Date(), toCode: toProblemCode, done })));
  return { kind: 'saved', total, missing, files: [] };
}

async function readAll(taken: TakenPhotos, options: PrepareOptions): Promise<TakeOutPhase> {
  const { items, total, missing, done } = await prepare(taken, options);
  if (items.length === 0) return { kind: 'none' };
  const files: File[] = [];
  for (const item of items) {
    options.signal.throwIfAborted();
    const read = await item.read().catch(toProblemCode);
    if (typeof read !== 'string') files.push(new File([read.bytes], item.name, { type: toType(item.name) }));
    done(item, typeof read === 'string' ? read : null);
  }
  return { kind: 'ready', total, missing, files };
}

interface PrepareOptions {
  readonly phone: LazyContext['phone'];
  readonly words: Words;
  readonly signal: AbortSignal;
  show(phase: TakeOutPhase): void;
}

/** What is to be read, and who follows how far it is. */
async function prepare({ jobId, tiles }: TakenPhotos, { phone, words, signal, show }: PrepareOptions) {
  const missing: Missing[] = [];
  let count = 0;
  let isPatient = true;
  const source = { jobId, phone, words, signal, isPatient: () => isPatient };
  const photos: readonly (Tile | Photo)[] = tiles ?? (await readAllPhotos(source));
  const items = listPacked(photos, source);
  const total = items.length;
  const done = ({ name }: Packed, code: ProblemCode | null) => {
    count += 1;
    isPatient = code !== 'unavailable';
    if (code) missing.push({ name, code });
    show({ kind: 'reading', count, total });
  };
  show({ kind: 'reading', count, total });
  return { items, total, missing, done, bytes: photos.reduce((sum, photo) => sum + bytesOf(photo), 0) };
}

function bytesOf(photo: Tile | Photo): number {
  if ('photo_id' in photo) return photo.original?.bytes ?? photo.bytes ?? 0;
  return photo.kind === 'entry' ? photo.entry.bytes : bytesOf(photo.photo);
}

function toType(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return `image/${extension === 'jpg' ? 'jpeg' : extension}`;
}
