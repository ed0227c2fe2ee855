/** The edge as the sender asks it: a request that is dead is ended, and fails like one to which no response came. */
import { AppError } from '../../edge/app-error.ts';
import { DEAD_AFTER_MS, type OpenRequests } from './open-requests.ts';
import type { EdgeRoutes, SenderDependencies } from './ports.ts';

type RouteName = keyof EdgeRoutes;

/** A route that takes longer than others is given more time, but no more than any response has. */
const LONGEST_TIMEOUT_MS = 60_000;

/** @param onResponse is told when a request was begun, once it was answered well */
export function watchApi(
  { api, clock }: Pick<SenderDependencies, 'api' | 'clock'>,
  requests: OpenRequests,
  onResponse: (beganAtMs: number) => void,
): (subject: string) => EdgeRoutes {
  const deaths = new Map<RouteName, number>();
  const watch = async <T>(name: RouteName, subject: string, ask: (routes: EdgeRoutes) => Promise<T>): Promise<T> => {
    const end = new AbortController();
    const beganAtMs = clock.now();
    const died = deaths.get(name) ?? 0;
    const timeoutMs = Math.min(LONGEST_TIMEOUT_MS, DEAD_AFTER_MS * 2 ** died);
    const request = requests.add(
      () => timeoutMs,
      () => end.abort(),
    );
    try {
      const value = await Promise.race([ask(api(subject, end.signal)), rejectAtEnd(end.signal)]);
      deaths.delete(name);
      onResponse(beganAtMs);
      return value;
    } catch (error) {
      if (end.signal.aborted) deaths.set(name, died + 1);
      throw error;
    } finally {
      request.close();
    }
  };
  return (subject) => ({
    tickets: (request) => watch('tickets', subject, (routes) => routes.tickets(request)),
    album: (jobId, options) => watch('album', subject, (routes) => routes.album(jobId, options)),
    editPhoto: (jobId, photo, edit) => watch('editPhoto', subject, (routes) => routes.editPhoto(jobId, photo, edit)),
  });
}

/** What waits for something else than a response, such as a token, does not hear of the end by itself. */
function rejectAtEnd(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('unavailable', { cause: signal.reason })));
  });
}
