/**
 * Sends a ticket's form. The page's way is XMLHttpRequest, the only one that tells how many bytes have left: a
 * connection is judged dead when none has for 45 s, and never by how long the whole takes, which would end slow but moving ones.
 */
import type { Ticket } from '../../edge/api.ts';
import { parseRetryAfter } from '../api/retry-after.ts';
import type { SendForm } from './ports.ts';

const STALL_TIMEOUT_MS = 45_000;
/** After the last byte has left the page it may still stand in the phone's own buffers: the response is waited for longer. */
const RESPONSE_TIMEOUT_MS = 120_000;
/** What was ended for being slow is waited for longer the next time. */
const MOST_DOUBLINGS = 3;

export const sendFormByXhr: SendForm = (ticket, bytes, { onProgress, signal, stalls }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let reason = new DOMException('no response', 'NetworkError');
    const stop = () => request.abort();
    const giveUp = () => {
      reason = new DOMException('no response', 'TimeoutError');
      stop();
    };
    const watch = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, ms * 2 ** Math.min(stalls, MOST_DOUBLINGS));
    };
    const lose = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      reject(reason);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      watch(STALL_TIMEOUT_MS);
      onProgress(loaded, total);
    };
    request.upload.onload = () => watch(RESPONSE_TIMEOUT_MS);
    request.onload = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      const { status, responseText: body } = request;
      resolve({ status, body, retryAfterSeconds: parseRetryAfter(request.getResponseHeader('retry-after')) });
    };
    // Safari fires `abort` when it drops a request by itself: for us all three are the same lost response.
    request.onerror = request.onabort = request.ontimeout = lose;
    signal.addEventListener('abort', stop);
    request.open('POST', ticket.url);
    watch(STALL_TIMEOUT_MS);
    request.send(toForm(ticket, bytes));
  });

/** The service worker's way: it has no XMLHttpRequest, and the browser itself bounds how long it may live. */
export const sendFormByFetch: SendForm = async (ticket, bytes, { signal }) => {
  const response = await fetch(ticket.url, { method: 'POST', body: toForm(ticket, bytes), signal });
  const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'));
  return { status: response.status, body: await response.text(), retryAfterSeconds };
};

/** S3 reads the form in order and stops at `file`: it goes last. */
export function toForm({ fields, key }: Ticket, bytes: ArrayBuffer): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes]), key.slice(key.lastIndexOf('/') + 1));
  return form;
}
