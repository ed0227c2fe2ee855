/** The origin of the dashboard, as the user pool's client and the bucket's CORS must know it. */
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import type { DeploymentConfig } from '../config/deployments.ts';

/**
 * Where the dashboard is reached. CloudFront's own name cannot be used for it: the user pool's client would wait for
 * the distribution, which waits for the client's id in its configuration. So without a domain it is a parameter.
 */
export function toSiteOrigin(stack: Stack, { domain, siteOrigin }: DeploymentConfig): string {
  if (domain?.names[0]) return `https://${domain.names[0]}`;
  if (siteOrigin) return siteOrigin;
  return new CfnParameter(stack, 'SiteOrigin', {
    type: 'String',
    description:
      'Origin of the dashboard: the output DashboardUrl of the first deployment. Until it is right, nobody can sign in.',
    default: 'https://not-yet-known.invalid',
    allowedPattern: '^https://[a-z0-9.-]+$',
  }).valueAsString;
}
