/**
 * run.log, where functions and services speak. A line that cannot be written is lost and stops nothing; a full disk is told
 * to the person at the keyboard once, until there has been room again.
 */
import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDiskFull } from './explain-failure.ts';

export type RunLog = (source: string, line: string) => void;

/** How often a disk that stays full is told of. */
const TELL_AGAIN_MS = 60_000;

/** @param tell Takes a sentence for the person at the keyboard. */
export function createRunLog(path: string, tell: (sentence: string) => void, nowMs = Date.now): RunLog {
  let toldMs: number | null = null;
  const tellFull = () => {
    if (toldMs !== null && nowMs() - toldMs < TELL_AGAIN_MS) return;
    toldMs = nowMs();
    tell(
      `The disk of ${dirname(path)} is full: what cannot be stored is refused until there is room. A photo that could not be developed is tried again within 18 minutes, as by Lambda. What was acknowledged is kept.`,
    );
  };
  return (source, line) => {
    if (isDiskFull(line)) tellFull();
    try {
      appendFileSync(path, `${new Date(nowMs()).toISOString()} ${source} ${line}\n`);
    } catch (error) {
      if (isDiskFull(error)) tellFull();
    }
  };
}
