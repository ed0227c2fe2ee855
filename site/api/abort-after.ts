/**
 * Bounds a request whose response is small: all of it must be here after `ms`. A connection that dies inside a response tells
 * nobody, and who waits for it would wait for ever. `AbortSignal.timeout` is missing in Safari before 16,
 * `AbortSignal.any` before 17.4.
 * @param signal ends it sooner
 */
export function abortAfter(ms: number, signal?: AbortSignal | null): AbortSignal {
  const end = new AbortController();
  setTimeout(() => end.abort(), ms);
  signal?.addEventListener('abort', () => end.abort());
  if (signal?.aborted) end.abort();
  return end.signal;
}
