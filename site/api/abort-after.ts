/**
 * Bounds a request whose answer is small: all of it must be here after `ms`. A line that goes dead inside an answer tells
 * nobody, and who waits for it would wait for ever. `AbortSignal.timeout` is missing in Safari before 16.
 */
export function abortAfter(ms: number): AbortSignal {
  const end = new AbortController();
  setTimeout(() => end.abort(), ms);
  return end.signal;
}
