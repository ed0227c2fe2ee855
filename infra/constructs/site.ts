/**
 * The dashboard's bucket, and the key-value store that says which of the releases in it is live. The releases themselves are
 * none of the stack's: `npm run release` puts them there, so that the site changes without a deployment, and in seconds.
 */
import { Validations } from 'aws-cdk-lib';
import { KeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { SiteConfig } from '../../site/phone.ts';
import { PrivateBucket } from './private-bucket.ts';

export interface SiteProps {
  readonly deployment: string;
}

export class Site extends Construct {
  readonly bucket: IBucket;
  readonly releases: KeyValueStore;

  constructor(scope: Construct, id: string, { deployment }: SiteProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, 'Bucket') as IBucket;
    this.releases = new KeyValueStore(this, 'Releases', {
      keyValueStoreName: `edgeshot-${deployment}-releases`,
      comment: 'Which release of the dashboard is live, and which are previews',
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        "The public dashboard's files, of which CloudFront's log tells: no photo and nothing of a person is in it.",
    });
  }

  /**
   * Puts the deployment's config.json into the bucket: what every release of the site reads. When the stack goes, it goes
   * too: a bucket that holds something could not be deleted after a first deployment that failed.
   */
  configure(config: SiteConfig, logGroup: LogGroup): void {
    new BucketDeployment(this, 'Config', {
      destinationBucket: this.bucket,
      sources: [Source.jsonData('config.json', config)],
      cacheControl: [CacheControl.fromString('no-cache')],
      prune: false,
      retainOnDelete: false,
      logGroup,
    });
  }
}
