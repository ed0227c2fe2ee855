/** Sends one part with its ticket, and settles what the answer, or its absence, means. */
import type { UploadTask } from './choose-uploads.ts';
import { withResponse, withSuccess } from './connection.ts';
import { judgeUpload, type Verdict } from './judge-upload.ts';
import {
  formatUpload,
  type HeldTicket,
  NO_TRIES,
  noteFailure,
  type SendDependencies,
  type SendState,
  toStatus,
} from './send-state.ts';
import { lookUp, toDelivered, toStuck, toUnplanned } from './settle-upload.ts';

/** Copies that S3 finds damaged so often are not made a further time. */
const MOST_DAMAGES = 2;

interface Sent {
  readonly verdict: Verdict | { readonly kind: 'lost' };
  readonly tookMs: number;
  /** Every byte had left when the answer was lost. */
  readonly isWhole: boolean;
}

export async function deliverPart(
  upload: UploadTask,
  held: HeldTicket,
  state: SendState,
  deps: SendDependencies,
): Promise<void> {
  if (await wasDelivered(upload, state, deps)) return;
  const bytes = await deps.store.readBytes(upload.entry.id, upload.part.variant);
  const isWhole = bytes?.byteLength === upload.part.bytes;
  const sent = bytes && isWhole ? await send(upload, held, bytes, state, deps) : DAMAGED;
  await settle(upload, held, sent, state, deps);
}

const DAMAGED: Sent = { verdict: { kind: 'damaged' }, tookMs: 0, isWhole: false };

/** After a lost answer the album is asked first: a few kilobytes may spare the whole photo. */
async function wasDelivered(upload: UploadTask, state: SendState, deps: SendDependencies): Promise<boolean> {
  const { entry, part } = upload;
  const labels = state.doubts.get(entry.id);
  if (!labels || part.variant === 'preview') return false;
  const album = await deps.api.album(entry.jobId).catch(() => null);
  if (!album?.changed) return false;
  state.doubts.delete(entry.id);
  const sighting = lookUp(entry, album.value, deps.clock.now());
  if (sighting.kind !== 'in-job' && sighting.kind !== 'edit') return false;
  await deps.store.update(entry.id, (now) => toDelivered(now, part.variant, { nowMs: deps.clock.now(), labels }));
  return true;
}

async function send(
  upload: UploadTask,
  { ticket }: HeldTicket,
  bytes: ArrayBuffer,
  state: SendState,
  deps: SendDependencies,
): Promise<Sent> {
  const { entry, part } = upload;
  const abort = state.flying.get(entry.id)?.abort ?? new AbortController();
  const startedMs = deps.clock.now();
  let sentBytes = 0;
  let totalBytes = part.bytes;
  const onProgress = (sent: number, total: number) => {
    deps.onBytesSent(Math.max(0, sent - sentBytes));
    sentBytes = sent;
    totalBytes = total;
    state.flying.set(entry.id, {
      live: { variant: part.variant, sentBytes, totalBytes },
      abort,
      movedAtMs: deps.clock.now(),
    });
    deps.onStatus(toStatus(state));
  };
  try {
    const verdict = judgeUpload(await deps.sendForm(ticket, bytes, { onProgress, signal: abort.signal }));
    const isOther = verdict.kind === 'stored' && verdict.key !== ticket.key;
    return { verdict: isOther ? { kind: 'later' } : verdict, tookMs: deps.clock.now() - startedMs, isWhole: false };
  } catch {
    // Cut, stalled or aborted by whomever: no answer is never a "no", and never a cancel.
    return { verdict: { kind: 'lost' }, tookMs: 0, isWhole: sentBytes >= totalBytes };
  }
}

async function settle(
  upload: UploadTask,
  held: HeldTicket,
  { verdict, tookMs, isWhole }: Sent,
  state: SendState,
  deps: SendDependencies,
): Promise<void> {
  const { entry, part } = upload;
  const { store, clock } = deps;
  const name = formatUpload(upload);
  const tries = state.tries.get(name) ?? NO_TRIES;
  switch (verdict.kind) {
    case 'stored':
      state.connection = withSuccess(state.connection, part.bytes, tookMs, state.flying.size);
      state.tries.delete(name);
      state.tickets.delete(name);
      await store.update(entry.id, (now) =>
        toDelivered(now, part.variant, { nowMs: clock.now(), labels: held.labels }),
      );
      return;
    case 'lost':
      if (isWhole) state.doubts.set(entry.id, held.labels);
      return noteFailure(state, clock, { uploads: [upload], isOwn: false });
    case 'later':
      return noteFailure(state, clock, {
        uploads: [upload],
        isOwn: true,
        retryAfterSeconds: verdict.retryAfterSeconds,
      });
    case 'renew-ticket':
      state.tickets.delete(name);
      state.tries.set(name, { ...tries, renewals: tries.renewals + 1 });
      // Once, at once. A fresh ticket that is refused again is no matter of age: then there is no hurry.
      if (tries.renewals > 0) return noteFailure(state, clock, { uploads: [upload], isOwn: true });
      state.connection = withResponse(state.connection);
      return;
    case 'after-sign-in':
      state.isSignInNeeded = true;
      return;
    case 'damaged': {
      // Counted by entry: a copy made anew is another upload.
      const { damages } = state.tries.get(entry.id) ?? NO_TRIES;
      state.tries.set(entry.id, { ...NO_TRIES, damages: damages + 1 });
      noteFailure(state, clock, { uploads: [upload], isOwn: true });
      const isHopeless = damages >= MOST_DAMAGES;
      await store.update(entry.id, (now) => (isHopeless ? toStuck(now, 'photo-lost') : toUnplanned(now)));
      return;
    }
    case 'never':
      await store.update(entry.id, (now) => toStuck(now, verdict.code));
  }
}
