/**
 * Makes the site that was just built the live release of the run, as `npm run release` does in a deployment. What is live
 * stays as it is where the last start published the same site: it may have been rolled back on purpose since.
 */
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { isStaged, stageRelease, writeSiteConfig } from '../operate/release-bucket.ts';
import { parseReleaseState, planPromotion } from '../operate/release-state.ts';
import { readSiteFiles } from '../operate/site-files.ts';
import type { RunningTemplate } from './aws/run-template.ts';
import type { DataFolder } from './data-folder.ts';
import { readJsonObject, replaceJsonFile } from './json-file.ts';
import { readOutput } from './read-output.ts';
import { RunError } from './run-error.ts';

export interface PublishSiteOptions {
  readonly folder: Pick<DataFolder, 'assembly' | 'published'>;
  readonly aws: RunningTemplate;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * @throws {RunError} when the template has no store for the releases.
 * @throws {NodeJS.ErrnoException} when the data folder cannot be written.
 */
export async function publishSite({ folder, aws, signal }: PublishSiteOptions): Promise<void> {
  const { endpoints, region, account } = aws;
  const arn = readOutput(aws, 'ReleaseStoreArn');
  const store = aws.keyValueStores.find((each) => each.arn === arn);
  if (!store) throw new RunError('The template has no store for the releases: there is no site to serve.');
  const site = await readSiteFiles(join(folder.assembly, 'bundles/site'));
  const s3 = new S3Client({ endpoint: endpoints.s3, region, forcePathStyle: true, credentials: account.root });
  try {
    const bucket = { s3, name: readOutput(aws, 'SiteBucket') };
    await writeSiteConfig(bucket, readOutput(aws, 'SiteConfig'));
    const state = parseReleaseState(store.entries());
    const published = readJsonObject(folder.published)?.release;
    if (published === site.release && state.live !== null && (await isStaged(bucket, site.release))) return;
    await stageRelease(bucket, site, signal);
    await store.change(planPromotion(state, { release: site.release, atMs: Date.now() }));
    // Last: a start that was killed before has published nothing.
    await replaceJsonFile(folder.published, { release: site.release });
  } finally {
    s3.destroy();
  }
}
