/** `npm run smoke` and `npm run probe` on a local run that is well, and on one that is not: each fault is seen by one of them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_PROBES } from '../../infra/operate/probes/page-probes.ts';
import { PHOTO_PROBES } from '../../infra/operate/probes/photo-probes.ts';
import type { DeploymentProbe } from '../../infra/operate/probes/probe.ts';
import { REFUSAL_PROBES } from '../../infra/operate/probes/refusal-probes.ts';
import { type ProbeOutcome, runProbes } from '../../infra/operate/probes/run-probes.ts';
import { openTarget, type Target } from '../../infra/operate/target.ts';
import { type EdgeFault, type FaultyProxy, type ProxiedResponse, startFaultyProxy } from '../support/faulty-proxy.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

let run: LocalRun;
let proxy: FaultyProxy;
let target: Target;
beforeAll(async () => {
  run = await startLocalRun();
  proxy = await startFaultyProxy(run.info.dashboard);
  target = await openTarget({ data: run.dataDir, stage: 'dev' });
});
afterAll(async () => {
  target?.close();
  await proxy?.close();
  await run?.stop();
});

async function lookFor(probes: readonly DeploymentProbe[], fault: EdgeFault | null): Promise<readonly ProbeOutcome[]> {
  proxy.plant(fault);
  const token = await run.token('dispatcher');
  const signal = new AbortController().signal;
  return runProbes({ base: proxy.url, token, target, probes, signal, timeoutMs: 1500, onResult: () => undefined });
}

const withoutHeader = (...names: readonly string[]): EdgeFault => ({
  onResponse: ({ headers }) => {
    for (const name of names) delete headers[name];
  },
});
/** Changes the responses on paths that begin so. */
const on = (start: string, change: (response: ProxiedResponse) => unknown): EdgeFault => ({
  onResponse: (response, { path }) => void (path.startsWith(start) && change(response)),
});
const rewrite = (response: ProxiedResponse, from: string | RegExp, to: string) => {
  response.body = Buffer.from(response.body.toString('latin1').replace(from, to), 'latin1');
};

type Change = (response: ProxiedResponse) => void;
const setStatus =
  (status: number): Change =>
  (response) => {
    response.status = status;
  };
const setHeader =
  (name: string, value: string): Change =>
  ({ headers }) => {
    headers[name] = value;
  };
const setBody =
  (text: string): Change =>
  (response) => {
    response.body = Buffer.from(text);
  };
const askPlain: EdgeFault['onRequest'] = ({ headers }) => {
  headers['accept-encoding'] = 'identity';
};

/** Gives each caller the first error of its path. */
function shareErrors(): EdgeFault {
  const kept = new Map<string, ProxiedResponse>();
  return {
    onResponse: (response, { path }) => {
      if (response.status < 400) return;
      const known = kept.get(path);
      if (known) Object.assign(response, { ...known, headers: { ...known.headers, age: '1' } });
      else kept.set(path, { ...response });
    },
  };
}

const FAULTS: readonly (readonly [what: string, probes: readonly DeploymentProbe[], fault: () => EdgeFault])[] = [
  ['no content security policy', PAGE_PROBES, () => withoutHeader('content-security-policy')],
  ['no HSTS', PAGE_PROBES, () => withoutHeader('strict-transport-security')],
  ['a script that is not there', PAGE_PROBES, () => on('/assets/', setStatus(404))],
  ['files that are not compressed', PAGE_PROBES, () => ({ onRequest: askPlain })],
  [
    'a service worker of a release that is gone',
    PAGE_PROBES,
    () => ({
      onRequest: ({ path, headers }) => {
        if (path === '/service-worker.js') headers['accept-encoding'] = 'identity';
      },
      onResponse: (response, { path }) => {
        if (path === '/service-worker.js') rewrite(response, /\/r\/[0-9a-f]{10}/, '/r/0000000000');
      },
    }),
  ],
  [
    'a configuration of another issuer',
    PAGE_PROBES,
    () => on('/config.json', (r) => rewrite(r, /localhost:\d+/, '127.0.0.1:1')),
  ],
  ['a refusal without its challenge', REFUSAL_PROBES, () => withoutHeader('www-authenticate')],
  [
    'a gate that lets expired tokens through',
    REFUSAL_PROBES,
    () => on('/jobs', (r) => rewrite(r, /token-expired/g, 'token-invalid')),
  ],
  ['errors that are shared', REFUSAL_PROBES, shareErrors],
  ['pictures that need no signature', REFUSAL_PROBES, () => on('/thumbs/', setStatus(200))],
  ['refusals that a browser keeps', REFUSAL_PROBES, () => on('/thumbs/', setHeader('cache-control', 'max-age=3600'))],
  ['a bucket that is listed', REFUSAL_PROBES, () => on('/?list', setBody('<ListBucketResult/>'))],
  ['a form that other sites may send', REFUSAL_PROBES, () => on('/form', setStatus(200))],
  [
    'S3’s XML for whom has no script',
    REFUSAL_PROBES,
    () => on('/form/upload', (r) => r.status >= 400 && setHeader('content-type', 'application/xml')(r)),
  ],
  [
    'a configuration that is shown',
    REFUSAL_PROBES,
    () => on('/photos', setHeader('x-shot-config', '{"secret_id":"x"}')),
  ],
  [
    'tokens that do not reach the function',
    PHOTO_PROBES,
    () => ({
      onRequest: ({ headers }) => {
        delete headers.authorization;
      },
    }),
  ],
  [
    'bodies that do not arrive whole',
    PHOTO_PROBES,
    () => ({
      onRequest: (asked) => {
        if (asked.path === '/upload-url') asked.body = asked.body.subarray(0, 200);
      },
    }),
  ],
  [
    'errors of S3 behind an error page',
    PHOTO_PROBES,
    () => on('/upload', (r) => r.status >= 400 && setBody('<html></html>')(r)),
  ],
  [
    'a form that loses its boundary',
    PHOTO_PROBES,
    () => ({
      onRequest: ({ path, headers }) => {
        if (path === '/upload') headers['content-type'] = 'multipart/form-data; boundary=lost';
      },
    }),
  ],
  [
    'a pipeline that stands still',
    PHOTO_PROBES,
    () => ({
      onRequest: askPlain,
      ...on('/photos', (r) => rewrite(r, /"state":"ready"/g, '"state":"stored"')),
    }),
  ],
  ['originals that carry what S3 knows', PHOTO_PROBES, () => on('/jobs/', setHeader('x-amz-meta-lat', '1'))],
];

const listFailed = (results: readonly ProbeOutcome[]) =>
  results.filter(({ outcome }) => outcome === 'failed').map(({ probe, detail }) => `${probe.name}: ${detail}`);

describe('npm run smoke, npm run probe', () => {
  it('find nothing on a run that is well, and leave nothing of their job behind', async () => {
    const AUTH_TOKEN = await run.token('dispatcher');
    const env = { ...process.env, AUTH_TOKEN };
    for (const name of ['probe', 'smoke']) {
      const args = [`infra/operate/${name}.ts`, '--data', run.dataDir];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
      expect([name, stdout.split('\n').filter((line) => line.startsWith('failed'))]).toEqual([name, []]);
      expect(stderr).toMatch(/ as expected, 0 otherwise/);
      expect(stderr).not.toContain('left out');
    }
    const { Versions = [], DeleteMarkers = [] } = await run.s3.send(
      new ListObjectVersionsCommand({ Bucket: run.info.s3.uploads_bucket, Prefix: 'jobs/probe-' }),
    );
    expect([...Versions, ...DeleteMarkers]).toEqual([]);
  }, 120_000);

  it.each(FAULTS)('see %s', async (_what, probes, fault) => {
    expect(listFailed(await lookFor(probes, fault()))).not.toEqual([]);
  });

  it('see nothing through the same proxy where no fault is planted', async () => {
    expect(listFailed(await lookFor([...PAGE_PROBES, ...REFUSAL_PROBES, ...PHOTO_PROBES], null))).toEqual([]);
  });
});
