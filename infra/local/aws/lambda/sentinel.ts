/**
 * A thread beside a function's code, in the function's process. It ends the process when the service is gone (even if the
 * code spins and never sees its channel close) and when the process outgrows its memory.
 */
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

const RSS_CHECK_INTERVAL_MS = 50;

const { maxBytes, fd, note } = workerData as { maxBytes: number; fd: number; note: string };

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

const service = new Socket({ fd });
service.on('close', end);
service.on('error', end);
service.resume();

setInterval(() => {
  if (process.memoryUsage.rss() > maxBytes) service.write(note, end);
}, RSS_CHECK_INTERVAL_MS);
