// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written
import { describe, expect, it } from 'vitest';
import { listReferences, resolveValue, type Scope } from '../../../../../infra/local/aws/template/intrinsics.ts';

const scope: Scope = {
  pseudo: {
    accountId: '111122223333',
    region: 'us-east-1',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    stackName: 'shots',
    stackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/shots/0',
  },
  parameters: { Stage: 'local', Zones: ['a', 'b'] },
  mappings: { Sizes: { local: { memory: '512' } } },
  conditions: {
    IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] },
    IsLive: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
  },
  ref: (id) => (id === 'Bucket' ? 'shots-bucket' : undefined),
  attribute: (id, name) => (id === 'Bucket' && name === 'Arn' ? 'arn:aws:s3:::shots-bucket' : undefined),
  imported: (name) => (name === 'TableName' ? 'shots-table' : undefined),
};
const resolve = (value: unknown) => resolveValue(value, scope, 'Thing.Properties');

describe('resolveValue', () => {
  it.each([
    [{ Ref: 'Bucket' }, 'shots-bucket'],
    [{ Ref: 'Stage' }, 'local'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::shots-bucket'],
    [{ 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::shots-bucket'],
    [{ 'Fn::Join': ['/', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '*']] }, 'arn:aws:s3:::shots-bucket/*'],
    [{ 'Fn::Sub': '${Bucket.Arn}/${Stage}/${!Literal}' }, 'arn:aws:s3:::shots-bucket/local/${Literal}'],
    [{ 'Fn::Sub': ['${Where}-${AWS::AccountId}', { Where: { Ref: 'Stage' } }] }, 'local-111122223333'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }] }, 'aws'],
    [{ 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
    [{ 'Fn::If': ['IsLocal', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['IsLive', 'yes', 'no'] }, 'no'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '512'],
    [{ 'Fn::Base64': 'a' }, 'YQ=='],
    [{ 'Fn::ImportValue': 'TableName' }, 'shots-table'],
  ])('resolves %j', (value, expected) => {
    expect(resolve({ Property: value })).toEqual({ Property: expected });
  });

  it('leaves out what is AWS::NoValue, in objects and in lists', () => {
    const noValue = { 'Fn::If': ['IsLive', 'x', { Ref: 'AWS::NoValue' }] };
    expect(resolve({ a: noValue, b: [1, noValue, 2] })).toEqual({ b: [1, 2] });
  });

  it('takes a policy’s Condition for what it is: an object, no call', () => {
    const statement = { Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } };
    expect(resolve(statement)).toEqual({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } });
  });

  it.each([
    ['an unknown function', { 'Fn::Transform': { Name: 'x' } }],
    ['an unknown resource', { Ref: 'Nobody' }],
    ['an unknown attribute', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }],
    ['an unknown condition', { 'Fn::If': ['Nowhere', 1, 2] }],
    ['an export that nobody makes', { 'Fn::ImportValue': 'Nothing' }],
    ['a dynamic reference', '{{resolve:secretsmanager:s:SecretString:k}}'],
    ['an item past the end', { 'Fn::Select': [9, ['a']] }],
  ])('refuses %s and names the place', (_case, value) => {
    expect(() => resolve({ Deep: [value] })).toThrow(expect.objectContaining({ place: 'Thing.Properties.Deep[0]' }));
  });
});

describe('listReferences', () => {
  it('finds them in Ref, GetAtt and Sub, at any depth', () => {
    const value = { a: [{ Ref: 'A' }], b: { 'Fn::GetAtt': ['B', 'Arn'] }, c: { 'Fn::Sub': '${C}/${D.Arn}/${!E}' } };
    expect(listReferences(value)).toEqual(['A', 'B', 'C', 'D']);
  });
});
