/** The way of a form to a bucket in memory, given up when send-form.ts gives it up. */
import type { Ticket } from '../../../edge/api.ts';
import type { UploadResponse } from '../../../site/sender/judge-upload.ts';
import type { SendForm, SendOptions } from '../../../site/sender/ports.ts';
import { type Fate, type MemoryNetwork, pass, waitInVain } from './memory-network.ts';

export interface MemoryUploads {
  fate(): Fate;
  store(ticket: Ticket, bytes: ArrayBuffer): Promise<UploadResponse>;
  /** Is told what has passed the network. */
  onSent(bytes: number): void;
}

const STALL_TIMEOUT_MS = 45_000;
const RESPONSE_TIMEOUT_MS = 120_000;
/** How often the page hears of bytes that have left. */
const PIECES = 16;

export function createSendForm(network: MemoryNetwork, uploads: MemoryUploads): SendForm {
  const { clock, roundTripMs } = network;
  let stalls = 0;
  return async (ticket, bytes, options) => {
    const { signal } = options;
    const fate = uploads.fate();
    if (fate === 'cut') {
      await pass(network, { ms: roundTripMs, signal });
      throw new Error(fate);
    }
    const body = createBody(network, bytes.byteLength, options);
    // By turns before any byte has left, between two, or after the last.
    const pieces = fate === 'stall' ? stalls++ % (PIECES + 1) : PIECES;
    for (let piece = 0; piece < pieces; piece += 1) uploads.onSent(await body.send());
    if (fate === 'stall') return waitInVain(clock, body.endMs(), signal);
    await pass(network, { ms: roundTripMs, signal, endMs: body.endMs });
    if (typeof fate === 'object') return toResponse(fate);
    const response = await uploads.store(ticket, bytes);
    if (fate === 'lose') throw new Error(fate);
    return fate === 'break-off' ? waitInVain(clock, body.endMs(), signal) : response;
  };
}

/** Sends `total` bytes piece by piece, and tells the page what has left it. */
function createBody(network: MemoryNetwork, total: number, { onProgress, signal, stalls }: SendOptions) {
  const { clock, bytesPerMs, bufferBytes = 0 } = network;
  const stretch = 2 ** Math.min(stalls, 3);
  let sent = 0;
  let told = 0;
  let toldMs = clock.now();
  const tell = (left: number) => {
    if (left <= told) return;
    told = left;
    toldMs = clock.now();
    onProgress(left, total);
  };
  const endMs = () => toldMs + (told < total ? STALL_TIMEOUT_MS : RESPONSE_TIMEOUT_MS) * stretch;
  return {
    endMs,
    /** Returns how many bytes it was. */
    async send(): Promise<number> {
      tell(Math.min(total, sent + bufferBytes));
      await pass(network, { ms: total / PIECES / bytesPerMs, signal, endMs });
      sent += total / PIECES;
      tell(sent);
      return total / PIECES;
    },
  };
}

function toResponse(fate: Extract<Fate, object>): UploadResponse {
  if ('status' in fate) return { ...fate, retryAfterSeconds: null };
  const { problem: code, retryAfterSeconds = null } = fate;
  return { status: 400, body: JSON.stringify({ code }), retryAfterSeconds };
}
