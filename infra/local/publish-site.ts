/**
 * Makes the site that was just built the live release of the run, as `npm run release` does in a deployment. What a run
 * had live before stays as it is where the same site is built again: it may have been rolled back on purpose.
 */
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { isStaged, stageRelease } from '../operate/release-bucket.ts';
import { parseReleaseState, planPromotion } from '../operate/release-state.ts';
import { readSiteFiles } from '../operate/site-files.ts';
import type { RunningTemplate } from './aws/run-template.ts';
import type { DataFolder } from './data-folder.ts';
import { readOutput } from './read-output.ts';
import { RunError } from './run-error.ts';

export interface PublishSiteOptions {
  readonly folder: Pick<DataFolder, 'assembly'>;
  readonly aws: RunningTemplate;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** @throws {RunError} when the template has no store for the releases. */
export async function publishSite({ folder, aws, signal }: PublishSiteOptions): Promise<void> {
  const { endpoints, region, account } = aws;
  const arn = readOutput(aws, 'ReleaseStoreArn');
  const store = aws.keyValueStores.find((each) => each.arn === arn);
  if (!store) throw new RunError('The template has no store for the releases: there is no site to serve.');
  const site = await readSiteFiles(join(folder.assembly, 'bundles/site'));
  const s3 = new S3Client({ endpoint: endpoints.s3, region, forcePathStyle: true, credentials: account.root });
  try {
    const bucket = { s3, name: readOutput(aws, 'SiteBucket') };
    const state = parseReleaseState(store.entries());
    if (state.live !== null && (await isStaged(bucket, site.release))) return;
    await stageRelease(bucket, site, signal);
    await store.change(planPromotion(state, { release: site.release, atMs: Date.now() }));
  } finally {
    s3.destroy();
  }
}
