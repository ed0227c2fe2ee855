/** Works on the local run of a data folder: on the one that is running, else on one that is started for the work alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readJsonObject } from '../../local/json-file.ts';
import { CommandError } from '../command-error.ts';
import { openTarget, type Target } from '../target.ts';

const START = new URL('../../local/start.ts', import.meta.url).pathname;
const LOOK_EVERY_MS = 100;

/** @throws {CommandError} when no run can be started in that folder: with what it said */
export async function withRun<T>(data: string, signal: AbortSignal, work: (target: Target) => Promise<T>): Promise<T> {
  const started = isRunning(data) ? null : await start(data, signal);
  try {
    const target = await openTarget({ data, stage: '' });
    try {
      return await work(target);
    } finally {
      target.close();
    }
  } finally {
    await started?.stop();
  }
}

function isRunning(data: string): boolean {
  const pid = readPid(data);
  if (pid === null) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Of a run that is up. A run.json without one is another program's, which is believed to be there. */
function readPid(data: string): number | null {
  const info = readJsonObject(join(data, 'run.json'));
  if (info === null) return null;
  return typeof info.pid === 'number' ? info.pid : process.pid;
}

async function start(data: string, signal: AbortSignal): Promise<{ stop(): Promise<void> }> {
  process.stderr.write(`nothing runs in ${data}: a run is started for this alone\n`);
  // In a group of its own: Ctrl-C is for this command, which ends the run when it has finished.
  const args = [START, '--port', '0', '--data', data];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const stop = () => stopRun(child);
  while (readPid(data) !== child.pid) {
    if (hasEnded(child)) throw new CommandError(formatEnd(child, output));
    await wait(LOOK_EVERY_MS);
    if (!signal.aborted) continue;
    await stop();
    signal.throwIfAborted();
  }
  return { stop };
}

/** A process that a signal has ended has no exit code. */
function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function formatEnd({ signalCode }: ChildProcess, output: string): string {
  if (signalCode !== null) return `no run could be started: ${signalCode}`;
  return output.trim().split('\n').at(-1) || 'no run could be started';
}

async function stopRun(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const closed = once(child, 'close');
  child.kill('SIGINT');
  await closed;
}
