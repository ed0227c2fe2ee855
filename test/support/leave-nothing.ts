/**
 * Unit tests share the processes that run them: after each file, what it has stubbed is put back, and no server and no
 * process of it may be left running. What is, fails the next file, by the name of the one that left it.
 */
import sharp from 'sharp';
import { afterAll, expect, vi } from 'vitest';

declare global {
  var fileBefore: { readonly path: string; readonly leftRunning: number } | undefined;
}

const RUNNING = ['TCPServerWrap', 'PipeServerWrap', 'ProcessWrap', 'Worker'];
/** What was closed last may take a moment to end. */
const TO_END_MS = 2000;

const listRunning = () => process.getActiveResourcesInfo().filter((name) => RUNNING.includes(name));

const { path = '', leftRunning = 0 } = globalThis.fileBefore ?? {};
const isOver = () => expect(listRunning().slice(leftRunning), `left running by ${path}`).toEqual([]);
try {
  await vi.waitFor(isOver, { timeout: TO_END_MS });
} finally {
  globalThis.fileBefore = { path: expect.getState().testPath ?? '', leftRunning: listRunning().length };
}

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  // The pipeline's renderer has forbidden all but photos, for the whole process.
  sharp.unblock({ operation: ['VipsForeignLoad'] });
});
