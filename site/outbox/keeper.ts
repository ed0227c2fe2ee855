/**
 * Keeps what is chosen, two pictures at a time, of which one is no large one: more would not pass through a phone's memory. It counts what is still being
 * kept, so that nobody leaves before, and holds what could not be kept for as long as the page lives.
 */
import type { CaptureOptions, ChosenPhoto, Outbox, OutboxSnapshot, UnkeptPhoto } from '../phone.ts';
import { CaptureError } from './capture-error.ts';
import { type KeepDependencies, keepCapture } from './keep-capture.ts';
import type { StoredEntry } from './stored-entry.ts';

const LARGE_BYTES = 2 ** 24;

export interface KeeperDependencies extends KeepDependencies {
  /** Who is signed in. */
  subject(): string | null;
  /** Server's clock minus the phone's, ms; null when not known. */
  skewMs(): number | null;
  /** Leaves a picture to the next page, when this one has no database any more; tells whether it could. */
  handOver(photo: ChosenPhoto): Promise<boolean>;
  /** Shows the entries as they are now; tells whether this one is among them. */
  isThere(id: string): Promise<boolean>;
  show(news: Pick<OutboxSnapshot, 'saving' | 'unkept'>): void;
  /** All pictures of one choice are kept, or were told why not. */
  onSettled(results: readonly PromiseSettledResult<string>[]): void;
}

export interface Keeper extends Pick<Outbox, 'capture' | 'keep' | 'letGo'> {
  /** Keeps entries again that have gone with the database, as far as this page has chosen them. */
  rescue(lost: readonly StoredEntry[]): void;
}

export function createKeeper(deps: KeeperDependencies): Keeper {
  const inTurn = createQueue();
  const news = createNews(deps.show);
  /** Files are handles, and hold no bytes. */
  const chosen = new Set<ChosenPhoto>();
  const follow = async (photo: ChosenPhoto, kept: Promise<string>): Promise<UnkeptPhoto | null> => {
    try {
      // Behind its back the browser may have deleted the database.
      if (!(await deps.isThere(await kept))) await deps.isThere(await keepCapture(photo, deps));
      chosen.add(photo);
      return null;
    } catch (error) {
      const code = error instanceof CaptureError ? error.code : 'storage-failed';
      const isHandedOver = code === 'outdated' && (await deps.handOver(photo));
      return { ...photo, code, isHandedOver };
    }
  };
  const keep = (photos: readonly ChosenPhoto[]) => {
    news.begin(photos);
    const results = photos.map((photo) => {
      const kept = inTurn(() => keepCapture(photo, deps), photo.file.size > LARGE_BYTES);
      void follow(photo, kept).then(news.end);
      return kept;
    });
    void Promise.allSettled(results).then(deps.onSettled);
    return results;
  };
  return {
    keep,
    letGo: news.letGo,
    capture: (jobId, files, options) => keep(toChosen({ jobId, files, options }, deps)),
    rescue: (lost) => void keep(lost.flatMap((entry) => findChosen(entry, chosen))),
  };
}

/** How many are being kept, and what could not be. */
function createNews(show: KeeperDependencies['show']) {
  let saving = 0;
  let unkept: readonly UnkeptPhoto[] = [];
  const letGo = (photos: readonly ChosenPhoto[]) => {
    unkept = unkept.filter((photo) => !photos.includes(photo));
    show({ saving, unkept });
  };
  return {
    letGo,
    begin(photos: readonly ChosenPhoto[]) {
      saving += photos.length;
      letGo(photos);
    },
    end(failed: UnkeptPhoto | null) {
      saving -= 1;
      if (failed) unkept = [...unkept, failed];
      show({ saving, unkept });
    },
  };
}

/** One is read and hashed while the one before is being written. */
function createQueue(): <T>(work: () => Promise<T>, isLarge: boolean) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  let last = before;
  return (work, isLarge) => {
    const done = (isLarge ? last : before).then(work);
    const over = done.catch(() => undefined);
    before = isLarge ? over : last;
    last = over;
    return done;
  };
}

/** What was chosen for this entry, as the worker has changed it since; nothing where an earlier page has chosen it. */
function findChosen(entry: StoredEntry, chosen: Iterable<ChosenPhoto>): readonly ChosenPhoto[] {
  const { jobId, job, title, stage } = entry;
  return [...chosen]
    .filter(
      ({ file, subject, chosenAtMs }) =>
        file.name === entry.fileName && subject === entry.subject && chosenAtMs === entry.capturedAtMs,
    )
    .map((photo) => ({ ...photo, jobId, job: job ?? null, title, stage }));
}

interface Choice {
  readonly jobId: string;
  readonly files: readonly File[];
  readonly options?: CaptureOptions | undefined;
}

/** Whose they are, when they were chosen, and their labels: once for all of a choice, whatever happens while they are being kept. */
function toChosen({ jobId, files, options }: Choice, deps: KeeperDependencies): readonly ChosenPhoto[] {
  const nowMs = Date.now();
  const common = {
    subject: deps.subject(),
    job: null,
    title: null,
    stage: null,
    skewMs: deps.skewMs(),
    ...options,
    jobId,
  };
  // A millisecond apart, so that they stay in their order.
  return files.map((file, index) => ({ ...common, file, chosenAtMs: nowMs + index }));
}
