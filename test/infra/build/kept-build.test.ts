import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Artifacts, BuildArtifactsOptions } from '../../../infra/build/build-artifacts.ts';
import { takeBuild } from '../../../infra/build/kept-build.ts';

const root = mkdtempSync(join(tmpdir(), 'edgeshot-kept-'));
let folder = '';
let outdir = '';
let builds = 0;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'kept-'));
  outdir = mkdtempSync(join(root, 'out-'));
  builds = 0;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function build({ outdir: made, withPayments = false }: BuildArtifactsOptions): Promise<Artifacts> {
  builds += 1;
  const directories = ['photos', 'site'].map((name) => join(made, name));
  for (const directory of directories) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), `${directory.slice(made.length)} ${withPayments}`);
  }
  const [photos = '', site = ''] = directories;
  return { edge: { photos }, viewer: { gate: 'function handler() {}' }, site, payments: null } as unknown as Artifacts;
}

const take = (withPayments = false, into = outdir) =>
  takeBuild({ outdir: into, platform: 'linux-x64', withPayments }, { folder, build });

describe('takeBuild', () => {
  it('builds once, and gives whoever comes later the same, with a site of their own', async () => {
    const first = await take();
    expect(await take()).toEqual(first);
    expect(builds).toBe(1);
    expect(readFileSync(join(first.edge.photos, 'index.js'), 'utf8')).toBe('/photos false');
    expect(first).toMatchObject({ viewer: { gate: 'function handler() {}' }, site: join(outdir, 'site') });
    expect(readFileSync(join(first.site, 'index.js'), 'utf8')).toBe('/site false');
  });

  it('keeps one of two that were built at the same time, and gives both the same', async () => {
    const elsewhere = mkdtempSync(join(root, 'out-'));
    const [one, other] = await Promise.all([take(), take(false, elsewhere)]);
    expect(one).toEqual({ ...other, site: join(outdir, 'site') });
    expect(other.site).toBe(join(elsewhere, 'site'));
    for (const { site } of [one, other]) expect(readFileSync(join(site, 'index.js'), 'utf8')).toBe('/site false');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('builds anew for another option', async () => {
    const { edge } = await take();
    expect((await take(true)).edge.photos).not.toBe(edge.photos);
    expect(builds).toBe(2);
  });

  it('leaves nothing of a build that fails', async () => {
    const fail = () => Promise.reject(new Error('over budget'));
    await expect(takeBuild({ outdir, platform: 'linux-x64' }, { folder, build: fail })).rejects.toThrow('over budget');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps three, and forgets the others ten minutes after they were used', async () => {
    const ages = [9, 11, 12, 13];
    for (const minutes of ages) {
      mkdirSync(join(folder, `${minutes}`));
      utimesSync(join(folder, `${minutes}`), new Date(), new Date(Date.now() - minutes * 60_000));
    }
    await take();
    expect(readdirSync(folder).filter((name) => name.length < 3)).toEqual(['11', '9']);
  });
});
