/** Entry of the shrink worker: one picture in, one result out. The page starts a new one for each picture. */
import { shrinkInWorker } from './shrink-in-worker.ts';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => {
  const result = await shrinkInWorker(data);
  self.postMessage(result, 'shrunk' in result ? [result.shrunk.working, result.shrunk.preview] : []);
};
