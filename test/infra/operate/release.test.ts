import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReleaseFiles } from '../../../infra/build/release-files.ts';
import { removeReleases } from '../../../infra/operate/release-bucket.ts';
import { type OpenedStore, openStoreRig, STORE_ARN } from '../local/aws/keyvaluestore/open-store-rig.ts';
import { openS3Rig, type S3Rig } from '../local/aws/s3/open-s3-rig.ts';
import { operate } from './operate.ts';

const [A, B, C] = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'];

let folder: string;
let rig: S3Rig;
let opened: OpenedStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-release-'));
  rig = await openS3Rig();
  opened = await openStoreRig({});
  await rig.client.send(new CreateBucketCommand({ Bucket: 'site' }));
  const run = {
    s3: {
      endpoint: rig.s3.url,
      region: 'us-east-1',
      site_bucket: 'site',
      access_key_id: rig.root.accessKeyId,
      secret_access_key: rig.root.secretAccessKey,
    },
    key_value_stores: { endpoint: opened.url.replace('127.0.0.1', 'localhost'), releases_arn: STORE_ARN },
  };
  await writeFile(join(folder, 'run.json'), JSON.stringify(run));
});
afterAll(async () => {
  await opened.close();
  await rig.close();
  await rm(folder, { recursive: true });
});

/** A built site of a page, a script of its own and one that all have. */
async function buildTiny(release: string): Promise<string> {
  const directory = join(folder, release);
  const contents = {
    '/index.html': `<script src="/assets/main-${release}.js"></script>`,
    [`/assets/main-${release}.js`]: release,
    '/assets/shared-11111111.js': 'shared',
    '/assets/icon-22222222.png': 'png',
  };
  const files = Object.entries(contents).map(([url, text]) => ({ url, bytes: Buffer.from(text), imports: [] }));
  for (const { url, bytes } of files) {
    await mkdir(dirname(join(directory, url)), { recursive: true });
    await writeFile(join(directory, url), bytes);
  }
  await writeReleaseFiles(directory, { release, files });
  return directory;
}

const release = (...args: readonly string[]) => operate('release', args, { data: folder });
const live = () => opened.store.get('live');

async function listKeys(): Promise<readonly string[]> {
  const { Contents = [] } = await rig.client.send(new ListObjectsV2Command({ Bucket: 'site' }));
  return Contents.map(({ Key = '' }) => Key);
}

describe('npm run release', () => {
  it('stages, previews, promotes and rolls back, one write each, and removes nothing that is young', async () => {
    expect(await release('promote', A)).toMatchObject({ code: 2, stderr: expect.stringContaining('no such release') });
    expect(await release('stage', '--site', await buildTiny(A))).toMatchObject({ code: 0, stdout: `${A}\n` });
    await release('stage', '--site', await buildTiny(C));
    await release('stage', '--site', await buildTiny(B));
    expect(await listKeys()).toEqual(expect.arrayContaining([`br/r/${B}/index.html`, `r/${B}/release.json`]));

    const first = await release('promote', A);
    expect(first).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(`${A} is live`) });
    expect((await release('preview', B)).stderr).toContain(`/staging/${B}`);
    expect(opened.store.get(`preview/${B}`)).toBe('1');
    const before = opened.store.facts.etag;
    expect((await release('promote', B, '--dry-run')).stderr).toContain('would be live');
    expect(opened.store.facts.etag).toBe(before);
    expect(await release('promote', B)).toMatchObject({ code: 0, stdout: `${A}\n` });
    const again = await release('promote', B);
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('is live already') });
    expect([live(), opened.store.get(`preview/${B}`), opened.store.get('staging')]).toEqual([B, null, null]);
    expect((await release('list')).stdout.split('\n').map((line) => line.split('\t').at(-1))).toEqual(
      expect.arrayContaining(['live', 'rollback', '-']),
    );
    await release('rollback');
    expect(live()).toBe(A);

    const keys = await listKeys();
    expect(await release('prune')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('0 releases'),
    });
    expect(await listKeys()).toEqual(keys);
  }, 120_000);

  it('removes of a release what no other names', async () => {
    const bucket = { s3: rig.client, name: 'site' };
    const options = { beforeMs: Date.now() + 60_000, isDryRun: true };
    const keys = await listKeys();
    const removed = await removeReleases(bucket, [C], options);
    expect(removed).toContain(`br/assets/main-${C}.js`);
    expect(removed[0]).toBe(`r/${C}/release.json`);
    expect(await listKeys()).toEqual(keys);
    await removeReleases(bucket, [C], { ...options, isDryRun: false });
    const kept = await listKeys();
    expect(kept.filter((key) => key.includes(C))).toEqual([]);
    expect(kept).toEqual(expect.arrayContaining([`assets/main-${A}.js`, 'br/assets/shared-11111111.js']));
  });

  it('puts a deployment’s configuration beside them, as the stack has it', async () => {
    const outputs = join(folder, 'outputs.json');
    const SiteConfig = '{"issuer":"https://id.example.com","client_id":"c"}';
    const stack = { SiteBucket: 'site', SiteConfig, ReleaseStoreArn: STORE_ARN };
    await writeFile(outputs, JSON.stringify({ 'Edgeshot-dev': stack }));
    const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = rig.root;
    const env = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_S3: rig.s3.url };
    const configure = (...args: readonly string[]) =>
      operate('release', ['configure', '--outputs', outputs, ...args], { env });
    expect(await configure('--dry-run')).toMatchObject({ code: 0, stderr: expect.stringContaining('would be there') });
    expect(await listKeys()).not.toContain('config.json');
    expect(await configure()).toMatchObject({ code: 0 });
    const kept = await rig.client.send(new GetObjectCommand({ Bucket: 'site', Key: 'config.json' }));
    expect(await kept.Body?.transformToString()).toBe(SiteConfig);
    expect([kept.ContentType, kept.CacheControl]).toEqual(['application/json', 'no-cache']);
    expect(await release('configure')).toMatchObject({ code: 2 });
  });

  it('promotes nothing that lacks a file, and knows no other verb', async () => {
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'site', Key: `br/assets/main-${B}.js` }));
    const refused = { code: 2, stderr: expect.stringContaining(`lacks 1 files (br/assets/main-${B}.js)`) };
    expect(await release('promote', B)).toMatchObject(refused);
    expect(live()).toBe(A);
    expect(await release('publish')).toMatchObject({ code: 2 });
    expect(await release('promote')).toMatchObject({ code: 2 });
  });
});
