import { beforeAll, describe, expect, it, vi } from 'vitest';
import { STATEFUL_TYPES } from '../../infra/template-diff.ts';
import {
  findResource,
  listPolicyStatements,
  listResources,
  readTemplate,
  type SynthesizedTemplate,
  toList,
} from './read-template.ts';

let dev: SynthesizedTemplate;
let local: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
  local = readTemplate({ stage: 'local' });
});

describe('logical ids', () => {
  // CloudFormation replaces what changes its logical id: a new name here would leave the photos behind.
  it('of what holds state never change', () => {
    const ids = [...STATEFUL_TYPES].flatMap((type) => listResources(dev, type).map(([id]) => id));
    expect(ids.toSorted()).toEqual([
      'Distribution20DB6340',
      'EdgeSecretA32C32E1',
      'IdentityPool9E5AED46',
      'IdentityPoolClientCDD42828',
      'ImageSecretFA0A7AC7',
      'LinkSecret227E4EC3',
      'RecordsAudit830C325F',
      'RecordsTableC9B7A30B',
      'SigningKeysKeyA14706A0B',
      'SiteBucket978D4AEB',
      'SiteReleases3C7D4C17',
      'UploadQueue2732A260',
      'UploadQueueDeadLetters1413A5F7',
      'UploadsBucketC4B27CC7',
    ]);
  });

  it('are the same in each deployment', () => {
    const idsOf = (template: SynthesizedTemplate) =>
      ['AWS::S3::Bucket', 'AWS::DynamoDB::Table'].flatMap((type) => listResources(template, type).map(([id]) => id));
    expect(idsOf(local)).toEqual(idsOf(dev));
  });
});

describe('tables', () => {
  it.each(['RecordsTable', 'RecordsAudit'])(
    '%s can be brought back to any second and is not deleted by mistake',
    (prefix) => {
      const [, { Properties }] = findResource(dev, 'AWS::DynamoDB::Table', prefix);
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    },
  );

  it('the records have the index by member and a life; the audit log has neither', () => {
    const [, records] = findResource(dev, 'AWS::DynamoDB::Table', 'RecordsTable');
    const [, audit] = findResource(dev, 'AWS::DynamoDB::Table', 'RecordsAudit');
    expect(records.Properties).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'by-member' }, { IndexName: 'by-activity' }, { IndexName: 'by-schedule' }],
    });
    expect(audit.Properties).not.toHaveProperty('TimeToLiveSpecification');
    expect(audit.Properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });
});

describe('the pipeline', () => {
  it('gives up after five tries, hands no batch out twice, and reports failures one by one', () => {
    const [deadLetters] = findResource(dev, 'AWS::SQS::Queue', 'UploadQueueDeadLetters');
    const [, queue] = findResource(dev, 'AWS::SQS::Queue', 'UploadQueue2732A260');
    const [, developPhoto] = findResource(dev, 'AWS::Lambda::Function', 'Pipeline');
    const [, mapping] = findResource(dev, 'AWS::Lambda::EventSourceMapping', 'Pipeline');
    expect(queue.Properties).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 5 },
      SqsManagedSseEnabled: true,
    });
    expect(Number(queue.Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(
      6 * Number(developPhoto.Properties.Timeout),
    );
    expect(mapping.Properties).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(mapping.Properties.BatchSize).toBe(1);
  });

  it('develops as many at once as the deployment says, out of a reserve of its own where it has one', () => {
    const [, mapping] = findResource(dev, 'AWS::Lambda::EventSourceMapping', 'Pipeline');
    const [, developPhoto] = findResource(dev, 'AWS::Lambda::Function', 'Pipeline');
    expect(mapping.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 20 });
    expect(developPhoto.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    const large = readTemplate({ stage: 'dev', pipeline_concurrency: '160', pipeline_reserve: '200' });
    const ofLarge = (type: string, id?: string) => findResource(large, type, id)[1].Properties;
    expect(ofLarge('AWS::Lambda::EventSourceMapping', 'Pipeline').ScalingConfig).toEqual({ MaximumConcurrency: 160 });
    expect(ofLarge('AWS::Lambda::Function', 'Pipeline').ReservedConcurrentExecutions).toBe(200);
  });

  it('is told of jobs/ and of moves only, so that a thumbnail never raises the event that makes one', () => {
    const [queue] = findResource(dev, 'AWS::SQS::Queue', 'UploadQueue2732A260');
    const [, bucket] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      QueueConfigurations: ['jobs/', 'records/moves/'].map((Value) => ({
        Event: 's3:ObjectCreated:*',
        Queue: { 'Fn::GetAtt': [queue, 'Arn'] },
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value }] } },
      })),
    });
  });

  it('lets S3 into the queue before the bucket tries it', () => {
    const [policy] = findResource(dev, 'AWS::SQS::QueuePolicy', 'UploadQueuePolicy');
    const [, bucket] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(bucket.DependsOn).toContain(policy);
  });

  it('has no custom resource, and so no function of the library with rights of its own', () => {
    const types = Object.values(dev.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::'))).toEqual([]);
  });

  it.each(['Pipeline', 'DeadLetters'])(
    '%s may do with its queue what Lambda does for it, and nothing else',
    (prefix) => {
      const actions = listPolicyStatements(dev)
        .filter(([id]) => id.startsWith(prefix))
        .flatMap(([, { Action }]) => toList(Action))
        .filter((action) => action.startsWith('sqs:'));
      expect(actions.toSorted()).toEqual(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']);
    },
  );
});

describe('sign-in', () => {
  it('by the user pool: code flow for a public client, nobody signs up alone, one group a role', () => {
    const [, pool] = findResource(dev, 'AWS::Cognito::UserPool');
    const [, client] = findResource(dev, 'AWS::Cognito::UserPoolClient');
    expect(pool.Properties).toMatchObject({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    expect(client.Properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      // A refresh token is good once, and nothing goes round that.
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      CallbackURLs: [{ 'Fn::Join': ['', [{ Ref: 'SiteOrigin' }, '/']] }],
    });
    const groups = listResources(dev, 'AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => Properties.GroupName);
    expect(groups).toEqual(['dispatcher', 'worker', 'customer']);
  });

  it('names people: the pool asks a function for their names before it makes an access token', () => {
    const [, pool] = findResource(dev, 'AWS::Cognito::UserPool');
    const [id] = findResource(dev, 'AWS::Lambda::Function', 'IdentityNameTokens');
    const [, permission] = findResource(dev, 'AWS::Lambda::Permission', 'Identity');
    const [poolId] = findResource(dev, 'AWS::Cognito::UserPool');
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(pool.Properties).toMatchObject({
      // The Lite plan lets nothing into an access token.
      UserPoolTier: 'ESSENTIALS',
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arn, LambdaVersion: 'V2_0' } },
    });
    expect(permission.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [poolId, 'Arn'] },
    });
  });

  it('by another issuer: nothing of Cognito in the stack', () => {
    expect(Object.values(local.Resources).filter(({ Type }) => Type.startsWith('AWS::Cognito'))).toEqual([]);
  });
});

describe('deployments', () => {
  it('prod keeps a log of requests without their queries, which hold signatures', () => {
    const prod = readTemplate({ stage: 'prod' });
    const [, delivery] = findResource(prod, 'AWS::Logs::Delivery');
    expect(delivery.Properties.RecordFields).toContain('cs-uri-stem');
    expect(delivery.Properties.RecordFields).not.toContain('cs-uri-query');
    expect(delivery.Properties.RecordFields).not.toContain('cs(Cookie)');
  });

  it('with own names: no parameter for the origin, and TLS 1.2 at least', () => {
    const template = readTemplate({
      stage: 'dev',
      domain_names: 'photos.example.com',
      certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/abc',
    });
    expect(template.Parameters).not.toHaveProperty('SiteOrigin');
    const [, { Properties }] = findResource(template, 'AWS::CloudFront::Distribution');
    expect(Properties.DistributionConfig).toMatchObject({
      Aliases: ['photos.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
  });

  it('two signing keys while one is replaced: both trusted', () => {
    const template = readTemplate({ stage: 'dev', signing_keys: 'A,B' });
    const [, group] = findResource(template, 'AWS::CloudFront::KeyGroup');
    const keys = listResources(template, 'AWS::CloudFront::PublicKey').map(([id]) => ({ Ref: id }));
    expect(keys).toHaveLength(2);
    expect(group.Properties.KeyGroupConfig).toMatchObject({ Items: keys });
    expect(Object.keys(template.Parameters ?? {})).toEqual(
      expect.arrayContaining(['SigningPublicKeyA', 'SigningPublicKeyB']),
    );
  });
});
