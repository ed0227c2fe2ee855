/**
 * The dashboard's bucket, and the key-value store that says which of the releases in it is live. What is in the bucket is none of
 * the stack's: `npm run release` puts it there, so that the site changes without a deployment, and in seconds; and so that the bucket
 * of a first deployment that failed is empty, and goes.
 */
import { Validations } from 'aws-cdk-lib';
import { KeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { SiteConfig } from '../../site/phone.ts';
import type { DeploymentConfig } from '../config/deployments.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { TokenIssuer } from './token-issuer.ts';

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
}

/** What the pages are told of this deployment. */
export function toSiteConfig({ token, companyName, payments }: DeploymentConfig, issuer: TokenIssuer): SiteConfig {
  return {
    issuer: issuer.token.issuer,
    client_id: issuer.clientId,
    scopes: token.scopes.join(' '),
    resource: issuer.token.audience,
    roles_claim: token.rolesClaim,
    name_claim: token.nameClaim,
    company: companyName,
    ...(payments === null ? {} : { payments: true }),
  };
}
