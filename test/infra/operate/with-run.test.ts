import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../../../infra/operate/command-error.ts';
import { withRun } from '../../../infra/operate/fill/with-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-with-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('withRun', () => {
  it.each([
    ['there is none', null],
    ['there is a run.json that was not written to its end', '{"pid":'],
  ])(
    'ends where %s and the run that it starts dies by a signal',
    async (_what, runJson) => {
      if (runJson !== null) await writeFile(join(folder, 'run.json'), runJson);
      vi.stubEnv('NODE_OPTIONS', "--import=data:text/javascript,process.kill(process.pid,'SIGKILL')");
      const running = withRun(folder, AbortSignal.timeout(4000), async () => undefined);
      await expect(running).rejects.toEqual(new CommandError('no run could be started: SIGKILL'));
    },
    10_000,
  );
});
