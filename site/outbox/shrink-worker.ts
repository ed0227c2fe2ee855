/** Entry of the shrink worker: one picture in, its first look out, then the copies. The page starts a new one for each picture. */
import { canShrink, drawLookInWorker, shrinkInWorker } from './shrink-in-worker.ts';
import type { ShrinkMessage, ShrinkTask } from './shrink-messages.ts';

declare const self: DedicatedWorkerGlobalScope;

void canShrink();

self.onmessage = async ({ data: { original, isLookOnly } }: MessageEvent<ShrinkTask>) => {
  if (isLookOnly) return post({ look: await drawLookInWorker(original) });
  const result = await shrinkInWorker(original, (look) => post({ look }));
  post(result, 'shrunk' in result ? [result.shrunk.working, result.shrunk.preview] : []);
};

function post(message: ShrinkMessage, bytes: Transferable[] = []): void {
  self.postMessage(message, bytes);
}
