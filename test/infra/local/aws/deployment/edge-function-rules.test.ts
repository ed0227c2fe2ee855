import { describe, expect, it } from 'vitest';
import { checkFunctions } from '../../../../../infra/local/aws/deployment/edge-function-rules.ts';
import { resolved } from './resolved.ts';

const ROLE = 'arn:aws:iam::111122223333:role/edge';
const VERSION = 'arn:aws:lambda:us-east-1:111122223333:function:photos:1';

interface Case {
  readonly services?: readonly string[];
  readonly properties?: object;
  readonly arn?: string;
  readonly region?: string;
}

function check({
  services = ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'],
  properties = {},
  arn = VERSION,
  region = 'us-east-1',
}: Case): void {
  const role = resolved(
    'AWS::IAM::Role',
    {
      AssumeRolePolicyDocument: {
        Statement: services.map((Service) => ({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })),
      },
    },
    { attributes: { Arn: ROLE } },
  );
  const edge = resolved(
    'AWS::Lambda::Function',
    { Role: ROLE, Timeout: 30, Architectures: ['x86_64'], ...properties },
    { ref: 'photos' },
  );
  const behaviour = { LambdaFunctionAssociations: [{ EventType: 'origin-request', LambdaFunctionARN: arn }] };
  const distribution = resolved('AWS::CloudFront::Distribution', {
    DistributionConfig: { CacheBehaviors: [behaviour] },
  });
  checkFunctions([role, edge, distribution], region);
}

describe('checkFunctions', () => {
  it('takes a function of us-east-1 that both of Lambda’s services may take on, with 30 s', () => {
    expect(() => check({})).not.toThrow();
  });

  it.each([
    ['a role that only Lambda may take on', { services: ['lambda.amazonaws.com'] }, 'TheFunction.Properties.Role'],
    ['a role that Lambda may not take on', { services: ['edgelambda.amazonaws.com'] }, 'TheFunction.Properties.Role'],
    ['variables', { properties: { Environment: { Variables: { A: 'b' } } } }, 'TheFunction.Properties.Environment'],
    ['arm64', { properties: { Architectures: ['arm64'] } }, 'TheFunction.Properties.Architectures'],
    ['31 s', { properties: { Timeout: 31 } }, 'TheFunction.Properties.Timeout'],
    ['another region', { region: 'eu-west-1' }, 'TheFunction.Properties.Code'],
    [
      'a function that is not a version',
      { arn: VERSION.slice(0, -2) },
      'TheDistribution.Properties.DistributionConfig',
    ],
  ])('refuses at the edge %s', (_case, options, place) => {
    expect(() => check(options)).toThrow(expect.objectContaining({ place }));
  });

  it('lets a function that is not at the edge have variables', () => {
    const other = { arn: 'arn:aws:lambda:us-east-1:111122223333:function:other:1' };
    expect(() => check({ ...other, properties: { Environment: { Variables: { A: 'b' } } } })).not.toThrow();
  });
});
