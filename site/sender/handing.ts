/**
 * When the page goes out of sight, what has not begun is given to the browser, which goes on sending when the page is gone
 * (background-uploads.ts). An entry says so in the database before the browser has it: nobody else sends it then.
 */
import { LIMITS } from '../../edge/api.ts';
import type { EntryStore } from '../outbox/ports.ts';
import { findMainPart, type StoredEntry } from '../outbox/stored-entry.ts';
import { type BackgroundUpload, type BackgroundUploads, openBackgroundUploads } from './background-uploads.ts';
import type { UploadTask } from './choose-uploads.ts';
import { toReturned } from './settle-background.ts';
import type { Tickets } from './tickets.ts';

/** Tickets are good for a quarter of an hour: more could not be sent with them. */
const MOST_ENTRIES = 40;

export interface HandingDependencies {
  readonly store: EntryStore;
  readonly tickets: Pick<Tickets, 'find' | 'request'>;
  /** Null where the browser does not send by itself. */
  open(): Promise<Pick<BackgroundUploads, 'start'> | null>;
  createId(): string;
}

export class Handing {
  readonly #deps: HandingDependencies;
  #ids: ReadonlySet<string> = new Set();

  constructor(deps: HandingDependencies) {
    this.#deps = deps;
  }

  /** Entries that are just being given away. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Gives away what of `entries` can go and is not in flight. What the browser does not take stays where it is. */
  async begin(entries: readonly StoredEntry[], inFlight: ReadonlySet<string>): Promise<void> {
    const isFree = ({ id, stuck, inBackground }: StoredEntry) => !stuck && !inBackground && !inFlight.has(id);
    const free = entries.filter(isFree).slice(0, MOST_ENTRIES);
    const tasks = free.flatMap(listUnsent);
    if (this.#ids.size > 0 || tasks.length === 0) return;
    this.#ids = new Set(free.map(({ id }) => id));
    // Only the database can fail: what is marked then is taken back later.
    await this.#give(tasks).catch(() => undefined);
    this.#ids = new Set();
  }

  async #give(tasks: readonly UploadTask[]): Promise<void> {
    const { open } = this.#deps;
    const browser = await open();
    if (!browser) return;
    // A page that is closing has time for what it has tickets for; one in a pocket for the others too.
    await this.#giveTicketed(tasks, browser);
    await this.#askTickets(tasks);
    await this.#giveTicketed(tasks, browser);
  }

  async #giveTicketed(tasks: readonly UploadTask[], browser: Pick<BackgroundUploads, 'start'>): Promise<void> {
    const { store, createId } = this.#deps;
    const id = createId();
    const uploads: BackgroundUpload[] = [];
    const marked = new Set<string>();
    for (const task of tasks) {
      const upload = await this.#toUpload(task);
      if (!upload || !(await this.#mark(task.entry.id, id))) continue;
      uploads.push(upload);
      marked.add(task.entry.id);
    }
    if (uploads.length === 0 || (await browser.start(id, uploads))) return;
    for (const entryId of marked) await store.update(entryId, (entry) => toReturned(entry, id));
  }

  /** As long as each request brings some. */
  async #askTickets(tasks: readonly UploadTask[]): Promise<void> {
    const { tickets } = this.#deps;
    const listMissing = () => tasks.filter((task) => !tickets.find(task));
    for (let missing = listMissing(), before = missing.length + 1; missing.length > 0 && missing.length < before; ) {
      before = missing.length;
      // Two uploads of one entry are asked for one after the other.
      const firsts = new Map([...missing].reverse().map((task) => [task.entry.id, task]));
      await tickets.request([...firsts.values()].reverse(), LIMITS.maxPhotosPerRequest);
      missing = listMissing();
    }
  }

  async #toUpload(task: UploadTask): Promise<BackgroundUpload | null> {
    const held = this.#deps.tickets.find(task);
    const bytes = held && (await this.#deps.store.readBytes(task.entry.id, task.part.variant));
    return held && bytes?.byteLength === task.part.bytes ? { ticket: held.ticket, bytes } : null;
  }

  /** Tells whether it is the browser's now. */
  async #mark(entryId: string, id: string): Promise<boolean> {
    const after = await this.#deps.store.update(entryId, (now) => {
      const { title, stage, stuck, inBackground } = now;
      return stuck || inBackground ? now : { ...now, inBackground: { id, labels: { title, stage } } };
    });
    return after?.inBackground?.id === id;
  }
}

/** Of a page; elsewhere nothing goes out of sight. */
export function createHanding(store: EntryStore, tickets: HandingDependencies['tickets']): Handing {
  return new Handing({ store, tickets, open: openBackgroundUploads, createId: () => crypto.randomUUID() });
}

/** Previews first; an original that only follows waits for Wi-Fi. */
function listUnsent(entry: StoredEntry): readonly UploadTask[] {
  const main = findMainPart(entry);
  const isWanted = (variant: string) => variant !== 'original' || variant === main?.variant;
  const parts = entry.parts?.filter(({ delivered, variant }) => !delivered && isWanted(variant)) ?? [];
  return parts.map((part) => ({ entry, part }));
}
