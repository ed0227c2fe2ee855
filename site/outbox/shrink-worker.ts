/** Entry of the shrink worker: one picture in, one answer out. The page starts a new one for each picture. */
import { shrinkInWorker } from './shrink-in-worker.ts';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => {
  const answer = await shrinkInWorker(data);
  self.postMessage(answer, 'shrunk' in answer ? [answer.shrunk.working, answer.shrunk.preview] : []);
};
