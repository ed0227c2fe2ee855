/** The dashboard's bucket and its content: hashed assets (immutable), everything else (revalidated), and the deployment's config.json. */

import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { SiteConfig } from '../../site/phone.ts';
import { PrivateBucket } from './private-bucket.ts';

/**
 * What is replaced stays. When the stack goes, the copied files go too: a bucket that holds something could not be deleted
 * after a first deployment that failed. They are the build's, and of no other worth.
 */
const COPY = { prune: false, retainOnDelete: false } as const;

export class Site extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, 'Bucket') as IBucket;
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        "The public dashboard's files, of which CloudFront's log tells: no photo and nothing of a person is in it.",
    });
  }

  /** Puts the built site into the bucket. Old assets stay: a page that was opened before a deployment still asks for them. */
  deploy(directory: string, config: SiteConfig, logGroup: LogGroup): void {
    const assets = new BucketDeployment(this, 'Assets', {
      destinationBucket: this.bucket,
      destinationKeyPrefix: 'assets',
      sources: [Source.asset(join(directory, 'assets'))],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
      ...COPY,
      logGroup,
    });
    const pages = new BucketDeployment(this, 'Pages', {
      destinationBucket: this.bucket,
      sources: [Source.asset(directory, { exclude: ['assets'] }), Source.jsonData('config.json', config)],
      cacheControl: [CacheControl.fromString('no-cache')],
      ...COPY,
      logGroup,
    });
    // A page must not arrive before the assets that it names.
    pages.node.addDependency(assets);
  }
}
