/**
 * Asks the edge something small, one thing at a time: the album of a job. Its response tells that the network is there, and may
 * show a photo whose own response has not come. Unchanged it costs a few hundred bytes.
 */
import type { Album } from '../../edge/api.ts';
import { AppError } from '../../edge/app-error.ts';
import type { OwnJob } from './albums.ts';
import type { SenderDependencies } from './ports.ts';

const FIRST_TIMEOUT_MS = 10_000;
/** A network that takes long gets longer, but not for ever on one connection. */
const LONGEST_TIMEOUT_MS = 30_000;

/** `beganAtMs`: phone's clock. `changed`: the album, where it is another than at the probe before. */
export type ProbeResult =
  | { readonly kind: 'answered'; readonly beganAtMs: number; readonly changed: Album | null }
  | { readonly kind: 'failed'; readonly error: AppError };

export class Probe {
  readonly #deps: Pick<SenderDependencies, 'api' | 'clock'>;
  readonly #etags = new Map<string, string>();
  #timeoutMs = FIRST_TIMEOUT_MS;
  #isBusy = false;
  #endedAtMs = 0;

  constructor(deps: Pick<SenderDependencies, 'api' | 'clock'>) {
    this.#deps = deps;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** When the last one was over, phone's clock. */
  get endedAtMs(): number {
    return this.#endedAtMs;
  }

  noteClockSetBack(): void {
    this.#endedAtMs = 0;
  }

  async ask(job: OwnJob): Promise<ProbeResult> {
    const { clock } = this.#deps;
    const beganAtMs = clock.now();
    const end = new AbortController();
    const done = new AbortController();
    this.#isBusy = true;
    try {
      const timeout = clock.sleep(this.#timeoutMs, done.signal).then(() => {
        end.abort();
        throw new AppError('unavailable', { cause: end.signal.reason });
      });
      const changed = await Promise.race([this.#ask(job, end.signal), timeout]);
      this.#timeoutMs = FIRST_TIMEOUT_MS;
      return { kind: 'answered', beganAtMs, changed };
    } catch (error) {
      if (end.signal.aborted) this.#timeoutMs = Math.min(LONGEST_TIMEOUT_MS, 2 * this.#timeoutMs);
      return {
        kind: 'failed',
        error: error instanceof AppError ? error : new AppError('unavailable', { cause: error }),
      };
    } finally {
      done.abort();
      this.#isBusy = false;
      this.#endedAtMs = clock.now();
    }
  }

  async #ask({ subject, jobId }: OwnJob, signal: AbortSignal): Promise<Album | null> {
    const name = `${subject}/${jobId}`;
    const etag = this.#etags.get(name);
    const page = await this.#deps.api(subject, signal).album(jobId, etag ? { etag } : {});
    if (!page.changed) return null;
    if (page.etag) this.#etags.set(name, page.etag);
    return page.value;
  }
}
