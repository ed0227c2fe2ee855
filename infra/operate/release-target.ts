/** Where the releases of a local run or of a deployment are: the site's bucket and the key-value store. */
import { S3Client } from '@aws-sdk/client-s3';
import { REGION } from '../config/deployments.ts';
import type { SiteBucket } from './release-bucket.ts';
import { openReleaseStore, type ReleaseStore } from './release-store.ts';
import { readTargetFile, type TargetChoice } from './target.ts';

export interface ReleaseTarget {
  /** For the summary. */
  readonly label: string;
  readonly bucket: SiteBucket;
  readonly store: ReleaseStore;
  /** The deployment's config.json, as the stack has it; null for a local run, which puts it there at each start. */
  readonly siteConfig: string | null;
  /** Customers book here: the site has the pages for it. */
  readonly takesPayments: boolean;
  close(): void;
}

/** @throws {CommandError} when there is nothing to work on, or its file lacks something. */
export async function openReleaseTarget(choice: TargetChoice): Promise<ReleaseTarget> {
  const { source, stack } = await readTargetFile(choice);
  if (stack !== null) {
    const s3 = new S3Client({ region: REGION });
    const store = openReleaseStore({ arn: source.text(stack, 'ReleaseStoreArn'), region: REGION });
    const bucket = { s3, name: source.text(stack, 'SiteBucket') };
    return toTarget(stack, {
      bucket,
      store,
      siteConfig: source.text(stack, 'SiteConfig'),
      takesPayments: source.has(stack, 'StripeSecretId'),
    });
  }
  const accessKeyId = source.text('s3', 'access_key_id');
  const secretAccessKey = source.text('s3', 'secret_access_key');
  const region = source.text('s3', 'region');
  const credentials = { accessKeyId, secretAccessKey };
  const s3 = new S3Client({ region, endpoint: source.text('s3', 'endpoint'), credentials, forcePathStyle: true });
  const local = { endpoint: source.text('key_value_stores', 'endpoint'), ...credentials };
  const store = openReleaseStore({ arn: source.text('key_value_stores', 'releases_arn'), region, local });
  const bucket = { s3, name: source.text('s3', 'site_bucket') };
  return toTarget('the local run', {
    bucket,
    store,
    siteConfig: null,
    takesPayments: source.has('stripe', 'endpoint'),
  });
}

function toTarget(label: string, parts: Omit<ReleaseTarget, 'label' | 'close'>): ReleaseTarget {
  return {
    label,
    ...parts,
    close: () => {
      parts.bucket.s3.destroy();
      parts.store.close();
    },
  };
}
