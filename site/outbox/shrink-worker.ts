/** Entry of the shrink worker: one picture in, its first look out, then the copies. The page starts a new one for each picture that is decoded whole. */
import { drawScaledLook } from './draw-scaled-look.ts';
import { canShrink, drawLookInWorker, shrinkInWorker } from './shrink-in-worker.ts';
import type { ShrinkMessage, ShrinkTask } from './shrink-messages.ts';

declare const self: DedicatedWorkerGlobalScope;

void canShrink();

self.onmessage = async ({ data: { original, wanted } }: MessageEvent<ShrinkTask>) => {
  if (wanted === 'look') return post(await drawLookInWorker(original, drawScaledLook));
  const onLook = (look: ArrayBuffer) => post({ look });
  const result = await shrinkInWorker(original, wanted === 'all' ? onLook : undefined, drawScaledLook);
  post(result, 'shrunk' in result ? [result.shrunk.working, result.shrunk.preview] : []);
};

function post(message: ShrinkMessage, bytes: Transferable[] = []): void {
  self.postMessage(message, bytes);
}
