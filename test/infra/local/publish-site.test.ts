import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeReleaseFiles } from '../../../infra/build/release-files.ts';
import type { RunningTemplate } from '../../../infra/local/aws/run-template.ts';
import { openDataFolder } from '../../../infra/local/data-folder.ts';
import { publishSite } from '../../../infra/local/publish-site.ts';
import { planPromotion } from '../../../infra/operate/release-state.ts';
import { openS3Rig, type S3Rig } from './aws/s3/open-s3-rig.ts';

const [A, B] = ['aaaaaaaaaa', 'bbbbbbbbbb'];
const ARN = 'arn:aws:cloudfront::123456789012:key-value-store/releases';

let path: string;
let rig: S3Rig;
let values: Map<string, string>;
/** Ends a start before it has made its release live. */
let isKilled: boolean;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'edgeshot-publish-'));
  rig = await openS3Rig();
  await rig.client.send(new CreateBucketCommand({ Bucket: 'site' }));
  values = new Map();
  isKilled = false;
});
afterEach(async () => {
  await rig.close();
  await rm(path, { recursive: true });
});

const change: RunningTemplate['keyValueStores'][number]['change'] = async ({ puts = {}, deletes = [] }) => {
  if (isKilled) throw new Error('killed');
  for (const [key, value] of Object.entries(puts)) values.set(key, value);
  for (const key of deletes) values.delete(key);
};

/** What `npm start` does of it with a site that is built of these sources. */
async function start(release: string, { fresh = false } = {}): Promise<void> {
  const folder = openDataFolder(path, { fresh });
  const directory = join(folder.assembly, 'bundles/site');
  const files = [{ url: '/index.html', bytes: Buffer.from(release), imports: [] }];
  await mkdir(dirname(join(directory, '/index.html')), { recursive: true });
  await writeFile(join(directory, '/index.html'), release);
  await writeReleaseFiles(directory, { release, files });
  const { accessKeyId, secretAccessKey } = rig.root;
  const aws = {
    endpoints: { s3: rig.s3.url },
    region: 'us-east-1',
    account: { root: { accessKeyId, secretAccessKey } },
    outputs: { SiteBucket: 'site', SiteConfig: '{"issuer":"i"}', ReleaseStoreArn: ARN },
    keyValueStores: [{ logicalId: 'Releases', arn: ARN, entries: () => values, change }],
  } as unknown as RunningTemplate;
  try {
    await publishSite({ folder, aws, signal: new AbortController().signal });
  } finally {
    folder.release();
  }
}

const live = () => values.get('live');

describe('publishSite', () => {
  it('makes live what is built, also where that is an earlier release again', async () => {
    for (const release of [A, B, A]) {
      await start(release);
      expect(live()).toBe(release);
    }
  });

  it('leaves a roll-back as it is while the sources are the same', async () => {
    await start(A);
    await start(B);
    await change(planPromotion({ live: B, staging: null, previews: [], promotions: [] }, { release: A, atMs: 1000 }));
    await start(B);
    expect(live()).toBe(A);
    await start(B, { fresh: true });
    expect(live()).toBe(B);
  });

  it('makes live what an earlier start had only staged when it was killed', async () => {
    await start(A);
    isKilled = true;
    await expect(start(B)).rejects.toThrow('killed');
    isKilled = false;
    await start(B);
    expect(live()).toBe(B);
  });
});
