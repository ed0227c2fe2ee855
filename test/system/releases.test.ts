/** Many visitors while the live release changes again and again: each gets one release whole, or none of it. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReleaseFiles } from '../../infra/build/release-files.ts';
import { stageRelease } from '../../infra/operate/release-bucket.ts';
import { planPromotion } from '../../infra/operate/release-state.ts';
import { openReleaseTarget, type ReleaseTarget } from '../../infra/operate/release-target.ts';
import { readSiteFiles, type SiteFiles } from '../../infra/operate/site-files.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

/** `EDGESHOT_SESSIONS=1000` by hand. */
const SESSIONS = Number(process.env.EDGESHOT_SESSIONS ?? 40);
const AT_A_TIME = 10;
const NO_SIGNAL = new AbortController().signal;

let run: LocalRun;
let target: ReleaseTarget;
let folder: string;
let first: SiteFiles;
let second: SiteFiles;

beforeAll(async () => {
  run = await startLocalRun();
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-release-'));
  target = await openReleaseTarget({ data: run.dataDir, stage: 'dev' });
  first = await readSiteFiles(join(run.dataDir, 'cdk.out/bundles/site'));
  second = await rebuild(join(run.dataDir, 'cdk.out/bundles/site'), first);
  await stageRelease(target.bucket, second, NO_SIGNAL);
});
afterAll(async () => {
  target?.close();
  await run?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The same site under other names, as if every file had changed. */
async function rebuild(directory: string, site: SiteFiles): Promise<SiteFiles> {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const release = digest('second').slice(0, 10);
  const renamed = new Map(
    site.files
      .filter((url) => url.startsWith('/assets/'))
      .map((url) => [url, url.replace(/-[0-9A-Za-z]+(\.\w+)$/, `-${digest(url).slice(0, 8)}$1`)]),
  );
  const rewrite = (text: string) =>
    [...renamed].reduce(
      (changed, [from, to]) => changed.replaceAll(from.slice('/assets/'.length), to.slice('/assets/'.length)),
      text.replaceAll(site.release, release),
    );
  const files = await Promise.all(
    site.files.map(async (url) => {
      const bytes = await readFile(join(directory, url));
      const isText = !url.endsWith('.png');
      return {
        url: renamed.get(url) ?? url,
        bytes: isText ? Buffer.from(rewrite(bytes.toString())) : bytes,
        imports: [],
      };
    }),
  );
  for (const { url, bytes } of files) {
    await mkdir(dirname(join(folder, url)), { recursive: true });
    await writeFile(join(folder, url), bytes);
  }
  await writeReleaseFiles(folder, { release, files });
  return readSiteFiles(folder);
}

async function promote(release: string): Promise<void> {
  const state = await target.store.read();
  await target.store.write(planPromotion(state, { release, atMs: Date.now() }), state.version);
}

async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(run.info.dashboard + path, { headers: { 'accept-encoding': 'br', ...headers } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  return text;
}

const listAssets = (text: string) => [...text.matchAll(/\/assets\/[\w.-]+/g)].map(([path]) => path);

/** Which of the two releases files are of. */
function findReleases(paths: readonly string[]): readonly string[] {
  const found = [first, second].filter(({ files }) => paths.some((path) => files.includes(path)));
  return found.map(({ release }) => release);
}

/** What a browser asks for that opens the page and installs its service worker; `linger` ends when it asks for more. */
async function visit(linger: () => Promise<void>): Promise<string> {
  const page = await get('/job/j-1');
  const named = listAssets(page);
  const [release = '', ...others] = findReleases(named);
  if (others.length > 0) throw new Error(`a page of ${release} and ${others}`);
  await Promise.all(named.map((path) => get(path)));
  await linger();
  const form = await get('/form.html');
  const [, styles = ''] = /href="(\/r\/[^"]+form\.css)"/.exec(form) ?? [];
  const worker = await get('/service-worker.js');
  const [, root = ''] = /RELEASE_PATH="([^"]+)"/.exec(worker) ?? [];
  const shell = JSON.parse(/SHELL_FILES=(\[[^\]]*\])/.exec(worker)?.[1] ?? '[]') as string[];
  const [, kept = ''] = await Promise.all([get(styles), get(`${root}/index.html`)]);
  const strange = listAssets(kept).filter((path) => !path.endsWith('.png') && !shell.includes(path));
  if (shell.length < 10 || strange.length > 0) throw new Error(`a shell of ${root} without ${strange}`);
  // What an open page loads when it is asked for, long after the release has been replaced.
  const site = release === first.release ? first : second;
  await Promise.all(
    site.files
      .filter((url) => url.startsWith('/assets/'))
      .slice(0, 3)
      .map((url) => get(url)),
  );
  return release;
}

describe('releases', () => {
  it(
    `gives ${SESSIONS} sessions no failed request and no page of two releases while it changes over and over`,
    async () => {
      let flips = 0;
      let flipping = Promise.resolve();
      /** One after the other, while the sessions go on. */
      const flip = () => {
        flips += 1;
        const next = flips % 2 === 1 ? second.release : first.release;
        flipping = flipping.then(() => promote(next));
        return flipping;
      };
      const seen = new Map<string, number>();
      const sessions = Array.from({ length: SESSIONS }, (_, index) => index).values();
      const visitAll = async () => {
        for (const index of sessions) {
          if (index % 3 === 0) void flip();
          const release = await visit(index % 10 === 0 ? flip : () => Promise.resolve());
          seen.set(release, (seen.get(release) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, visitAll));
      await flipping;
      expect([...seen.keys()].toSorted()).toEqual([first.release, second.release].toSorted());
      expect(flips).toBeGreaterThan(SESSIONS / 4);
      await promote(first.release);
    },
    60_000 + SESSIONS * 1000,
  );

  it('serves each file compressed to whoever takes Brotli, and as it is to whoever does not', async () => {
    const ask = async (path: string, encoding: string) => {
      const response = await fetch(run.info.dashboard + path, { headers: { 'accept-encoding': encoding } });
      return { encoding: response.headers.get('content-encoding'), text: await response.text(), response };
    };
    const script = first.files.find((url) => url.startsWith('/assets/first-capture-bar')) ?? '';
    const [small, plain] = [await ask(script, 'gzip, br'), await ask(script, 'identity')];
    expect([small.encoding, plain.encoding]).toEqual(['br', null]);
    expect(small.text).toBe(plain.text);
    expect(small.response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(small.response.headers.get('content-type')).toMatch(/^text\/javascript/);
    const page = await ask('/', 'br');
    expect(page.response.headers.get('cache-control')).toMatch(/^public, max-age=0, must-revalidate/);
  });

  it('opens a preview to whoever follows its link, and to nobody else', async () => {
    const state = await target.store.read();
    await target.store.write(
      { puts: { staging: second.release, [`preview/${second.release}`]: '1' }, deletes: [] },
      state.version,
    );
    const link = await fetch(`${run.info.dashboard}/staging/`, { redirect: 'manual' });
    const cookie = (link.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect([link.status, link.headers.get('location')]).toEqual([302, '/']);
    expect(findReleases(listAssets(await get('/', { cookie })))).toEqual([second.release]);
    expect(findReleases(listAssets(await get('/')))).toEqual([first.release]);
    await promote(second.release);
    expect(findReleases(listAssets(await get('/', { cookie })))).toEqual([second.release]);
    await promote(first.release);
    expect(findReleases(listAssets(await get('/', { cookie })))).toEqual([first.release]);
  });
});
