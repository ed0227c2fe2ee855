/**
 * AWS WAF before the distribution, where a deployment asks for it (`waf`). Rules are tried in this order; what none of them
 * blocks passes. Uploads are left out of all that reads bodies: a photo is no form, and S3 checks its size and hash.
 */
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ROUTES } from '../../edge/api.ts';
import { FORM_UPLOAD_PATH } from '../../edge/core/viewer-contract.ts';

/** Requests in five minutes. A dispatcher who leafs through large albums, and a depot behind one address, stay far below. */
const MAX_REQUESTS_PER_ADDRESS = 10_000;
/** More than the longest list of captures or edits has. */
const MAX_BODY_BYTES = 65_536;

/** Of AWS's managed groups: addresses that attack others, and requests that exploit known holes. */
const MANAGED_GROUPS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'] as const;

export class Firewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, deployment: string) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      name: `edgeshot-${deployment}`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: watch('all'),
      // As far as a rule can see a body; a longer one counts as over every limit.
      associationConfig: { requestBody: { CLOUDFRONT: { defaultSizeInspectionLimit: 'KB_64' } } },
      rules: [limitRate(0), limitBody(1), ...MANAGED_GROUPS.map((name, index) => useManaged(name, index + 2))],
    });
    this.arn = acl.attrArn;
  }
}

function limitRate(priority: number): CfnWebACL.RuleProperty {
  return {
    name: 'rate-by-address',
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement: { limit: MAX_REQUESTS_PER_ADDRESS, aggregateKeyType: 'IP' } },
    visibilityConfig: watch('rate-by-address'),
  };
}

function limitBody(priority: number): CfnWebACL.RuleProperty {
  const isLarge: CfnWebACL.StatementProperty = {
    sizeConstraintStatement: {
      fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
      comparisonOperator: 'GT',
      size: MAX_BODY_BYTES,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  };
  return {
    name: 'body-size',
    priority,
    action: { block: { customResponse: { responseCode: 413 } } },
    statement: { andStatement: { statements: [isLarge, notUpload()] } },
    visibilityConfig: watch('body-size'),
  };
}

function useManaged(name: (typeof MANAGED_GROUPS)[number], priority: number): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, scopeDownStatement: notUpload() } },
    visibilityConfig: watch(name),
  };
}

function notUpload(): CfnWebACL.StatementProperty {
  const statements = [ROUTES.upload, FORM_UPLOAD_PATH].map((searchString) => ({
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'EXACTLY',
      searchString,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  }));
  return { notStatement: { statement: { orStatement: { statements } } } };
}

/** Samples of requests would hold tokens. */
function watch(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
