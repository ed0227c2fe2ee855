/** Runs probes against a deployment, one after the other, in a job of their own, and takes that away again. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { completeJob } from '../../../origin/job-file.ts';
import { explainError } from '../explain-error.ts';
import { readJob, writeJob } from '../job-store.ts';
import { removeJob } from '../remove-job.ts';
import type { Target } from '../target.ts';
import { PAGE_PROBES } from './page-probes.ts';
import { PHOTO_PROBES } from './photo-probes.ts';
import type { DeploymentProbe, ProbeContext, SeenResponse } from './probe.ts';
import { REFUSAL_PROBES } from './refusal-probes.ts';

export const PROBES: readonly DeploymentProbe[] = [...PAGE_PROBES, ...REFUSAL_PROBES, ...PHOTO_PROBES];

export interface ProbeOutcome {
  readonly probe: DeploymentProbe;
  /** `skipped`: it needs a token, or outputs. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What is otherwise than expected. */
  readonly detail: string | null;
}

export interface RunProbesOptions {
  readonly base: string;
  readonly token: string | null;
  readonly target: Target | null;
  readonly probes: readonly DeploymentProbe[];
  readonly signal: AbortSignal;
  /** How long what takes its time is waited for; a minute unless told. */
  readonly timeoutMs?: number;
  readonly onResult: (result: ProbeOutcome) => void;
}

const TIME_LIMIT_MS = 30_000;
const POLL_MS = 1000;
const TIMEOUT_MS = 60_000;

export async function runProbes(options: RunProbesOptions): Promise<readonly ProbeOutcome[]> {
  const { probes, target, token, signal, onResult } = options;
  const jobId = `probe-${randomBytes(6).toString('hex')}`;
  const context = createContext(options, jobId, await drawPicture());
  const isAble = target !== null && token !== null;
  const results: ProbeOutcome[] = [];
  try {
    if (isAble) await makeJob(target, jobId);
    for (const probe of probes) {
      if (signal.aborted) break;
      const isSkipped = probe.needs === 'token' && !isAble;
      const detail = isSkipped ? null : await probe.run(context).catch(explainError);
      // What was being waited for is neither well nor otherwise.
      if (signal.aborted) break;
      const result: ProbeOutcome = {
        probe,
        detail,
        outcome: isSkipped ? 'skipped' : detail === null ? 'passed' : 'failed',
      };
      results.push(result);
      onResult(result);
    }
  } finally {
    if (isAble) await removeJob(target, jobId);
  }
  return results;
}

async function makeJob(target: Target, jobId: string): Promise<void> {
  const draft = { job_id: jobId, title: 'Probe of the deployment', address: 'nowhere' };
  await writeJob(target, completeJob(draft, null, new Date().toISOString()), await readJob(target, jobId));
}

function createContext(
  { base, token, signal, timeoutMs = TIMEOUT_MS }: RunProbesOptions,
  jobId: string,
  picture: Buffer,
): ProbeContext {
  const ask = async (path: string, init: RequestInit = {}): Promise<SeenResponse> => {
    const url = new URL(path, base);
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIME_LIMIT_MS) });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    return { status: response.status, headers: response.headers, bytes, text, json: parseObject(text) };
  };
  const askAs = (path: string, init: RequestInit = {}) =>
    ask(path, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` } });
  const poll: ProbeContext['poll'] = async (again, isDone) => {
    for (const endMs = Date.now() + timeoutMs; ; ) {
      const seen = await again();
      if (isDone(seen) || signal.aborted || Date.now() >= endMs) return seen;
      await wait(Math.min(POLL_MS, timeoutMs), null, { signal }).catch(() => null);
    }
  };
  return {
    base: new URL(base).origin,
    jobId,
    journey: {},
    picture,
    ask,
    askAs,
    poll,
    nowMs: Date.now(),
  };
}

function parseObject(text: string): SeenResponse['json'] {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

/** Some other picture each time: the same one would be the same photo. */
function drawPicture(): Promise<Buffer> {
  const channels = 3;
  const noise = randomBytes(64 * 48 * channels);
  return sharp(noise, { raw: { width: 64, height: 48, channels } })
    .resize(640, 480)
    .jpeg()
    .toBuffer();
}
