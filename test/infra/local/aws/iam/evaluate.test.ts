import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../../../infra/local/aws/iam/condition.ts';
import type { IamPrincipal } from '../../../../../infra/local/aws/iam/credentials.ts';
import { type AccessRequest, evaluate } from '../../../../../infra/local/aws/iam/evaluate.ts';
import type { PolicyStatement } from '../../../../../infra/local/aws/iam/policy-document.ts';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/photos';
const OBJECT_ARN = 'arn:aws:s3:::photos/jobs/j-1/a.jpg';
const ALLOW: PolicyStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

function createRole(...statements: PolicyStatement[]): IamPrincipal {
  return { kind: 'role', name: ROLE_ARN, policies: [{ Statement: statements }] };
}

function decide(request: Partial<AccessRequest>): string {
  const decision = evaluate({ principal: null, action: 's3:GetObject', resource: OBJECT_ARN, ...request });
  return decision.isAllowed ? 'allowed' : decision.reason;
}

function decideWith(condition: PolicyStatement['Condition'], context: RequestContext): string {
  const statement = condition === undefined ? ALLOW : { ...ALLOW, Condition: condition };
  return decide({ principal: createRole(statement), context });
}

describe('evaluate', () => {
  it('allows what a role’s policy allows, and no other action or resource', () => {
    const principal = createRole(ALLOW);
    expect(decide({ principal })).toBe('allowed');
    expect(decide({ principal, action: 's3:PutObject' })).toBe('no-allow');
    expect(decide({ principal, resource: 'arn:aws:s3:::other/a' })).toBe('no-allow');
  });

  it('compares actions without regard to case and resources with it', () => {
    expect(decide({ principal: createRole({ ...ALLOW, Action: 'S3:getobject' }) })).toBe('allowed');
    expect(decide({ principal: createRole({ ...ALLOW, Resource: 'arn:aws:s3:::Photos/*' }) })).toBe('no-allow');
  });

  it('knows the wildcards * and ?', () => {
    expect(decide({ principal: createRole({ ...ALLOW, Action: 's3:Get*' }) })).toBe('allowed');
    expect(decide({ principal: createRole({ ...ALLOW, Resource: 'arn:aws:s3:::photos/jobs/j-?/a.jpg' }) })).toBe(
      'allowed',
    );
    expect(decide({ principal: createRole({ ...ALLOW, Resource: 'arn:aws:s3:::photos/jobs/j-??/a.jpg' }) })).toBe(
      'no-allow',
    );
  });

  it('lets a Deny win over every Allow, also for root', () => {
    const deny: PolicyStatement = { ...ALLOW, Effect: 'Deny', Principal: '*' };
    expect(decide({ principal: createRole(ALLOW, { ...ALLOW, Effect: 'Deny' }) })).toBe('explicit-deny');
    const root: IamPrincipal = { kind: 'root', name: 'arn:aws:iam::123456789012:root', policies: [] };
    expect(decide({ principal: root })).toBe('allowed');
    expect(decide({ principal: root, resourcePolicy: { Statement: [deny] } })).toBe('explicit-deny');
  });

  it('knows NotAction and NotResource', () => {
    const { Action: _, ...withoutAction } = ALLOW;
    expect(decide({ principal: createRole({ ...withoutAction, NotAction: 's3:PutObject' }) })).toBe('allowed');
    const { Resource: __, ...withoutResource } = ALLOW;
    expect(decide({ principal: createRole({ ...withoutResource, NotResource: OBJECT_ARN }) })).toBe('no-allow');
  });

  it.each<[string, PolicyStatement['Principal'], string]>([
    ['everybody', '*', 'allowed'],
    ['everybody in its long form', { AWS: '*' }, 'allowed'],
    ['the role', { AWS: ROLE_ARN }, 'allowed'],
    ['the account', { AWS: '123456789012' }, 'allowed'],
    ['the account’s root', { AWS: ['arn:aws:iam::123456789012:root'] }, 'allowed'],
    ['another role', { AWS: `${ROLE_ARN}s` }, 'no-allow'],
    ['a service', { Service: 'cloudfront.amazonaws.com' }, 'no-allow'],
  ])('lets a resource’s policy name %s', (_, Principal, expected) => {
    const resourcePolicy = { Statement: [{ ...ALLOW, ...(Principal === undefined ? {} : { Principal }) }] };
    expect(decide({ principal: createRole(), resourcePolicy })).toBe(expected);
  });

  it('tells a service’s account by its source, or by the request where the source names none', () => {
    const statement: PolicyStatement = {
      ...ALLOW,
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    };
    const resourcePolicy = { Statement: [statement] };
    const context = { 'aws:sourceaccount': '123456789012' };
    const ofBucket: IamPrincipal = {
      kind: 'service',
      name: 's3.amazonaws.com',
      sourceArn: 'arn:aws:s3:::a',
      policies: [],
    };
    const ofOther: IamPrincipal = { ...ofBucket, sourceArn: 'arn:aws:cloudfront::999999999999:distribution/E' };
    expect(decide({ principal: ofBucket, resourcePolicy, context })).toBe('allowed');
    expect(decide({ principal: ofBucket, resourcePolicy })).toBe('no-allow');
    expect(decide({ principal: ofOther, resourcePolicy, context })).toBe('no-allow');
  });

  it('lets an anonymous caller do only what everybody may', () => {
    const everybody = { Statement: [{ ...ALLOW, Principal: '*' as const }] };
    expect(decide({ resourcePolicy: everybody })).toBe('allowed');
    expect(decide({ resourcePolicy: { Statement: [{ ...ALLOW, Principal: { AWS: ROLE_ARN } }] } })).toBe('no-allow');
  });
});

describe('satisfiesConditions', () => {
  it.each<[string, string | string[], RequestContext, string]>([
    ['StringEquals', 'a', { 'x:k': 'a' }, 'allowed'],
    ['StringEquals', 'a', { 'x:k': 'A' }, 'no-allow'],
    ['StringEquals', ['b', 'a'], { 'x:k': 'a' }, 'allowed'],
    ['StringEquals', 'a', {}, 'no-allow'],
    ['StringEqualsIfExists', 'a', {}, 'allowed'],
    ['StringNotEquals', 'a', { 'x:k': 'b' }, 'allowed'],
    ['StringNotEquals', 'a', {}, 'allowed'],
    ['StringEqualsIgnoreCase', 'a', { 'x:k': 'A' }, 'allowed'],
    ['StringLike', 'jobs/*', { 'x:k': 'jobs/j-1' }, 'allowed'],
    ['StringNotLike', 'jobs/*', { 'x:k': 'jobs/j-1' }, 'no-allow'],
    ['ArnLike', 'arn:aws:s3:::*', { 'x:k': 'arn:aws:s3:::a' }, 'allowed'],
    ['Bool', 'false', { 'x:k': 'true' }, 'no-allow'],
    ['Null', 'true', {}, 'allowed'],
    ['Null', 'false', {}, 'no-allow'],
    ['NumericLessThan', '1.2', { 'x:k': '1.3' }, 'no-allow'],
    ['NumericGreaterThanEquals', '10', { 'x:k': '10' }, 'allowed'],
    ['DateLessThan', '2026-01-01T00:00:00Z', { 'x:k': '2025-12-31T23:59:59Z' }, 'allowed'],
    ['IpAddress', '127.0.0.0/8', { 'x:k': '127.0.0.1' }, 'allowed'],
    ['NotIpAddress', '127.0.0.0/8', { 'x:k': '127.0.0.1' }, 'no-allow'],
    ['ForAllValues:StringEquals', ['a', 'b'], { 'x:k': ['a', 'b'] }, 'allowed'],
    ['ForAllValues:StringEquals', ['a'], { 'x:k': ['a', 'b'] }, 'no-allow'],
    ['ForAllValues:StringLike', ['JOB#*'], {}, 'allowed'],
    ['ForAnyValue:StringEquals', ['b'], { 'x:k': ['a', 'b'] }, 'allowed'],
    ['ForAnyValue:StringEquals', ['b'], {}, 'no-allow'],
  ])('%s %j against %j: %s', (operator, expected, context, outcome) => {
    expect(decideWith({ [operator]: { 'X:K': expected } }, context)).toBe(outcome);
  });

  it('puts the caller’s facts in place of policy variables', () => {
    const condition = { StringEquals: { 'x:k': '$'.concat('{aws:PrincipalArn}') } };
    expect(decideWith(condition, { 'x:k': ROLE_ARN })).toBe('allowed');
  });

  it('fails on an operator that it does not know', () => {
    expect(() => decideWith({ StringResembles: { 'x:k': 'a' } }, { 'x:k': 'a' })).toThrow(TypeError);
  });
});
