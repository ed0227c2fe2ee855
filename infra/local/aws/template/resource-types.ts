/**
 * Every resource type that the local run brings up: the properties that it acts upon, those that it knows to make no
 * difference on one machine, and what `Ref` and `Fn::GetAtt` give. A type or property that stands in neither this table
 * nor in without-effect.ts is an error. (What `Ref` and `GetAtt` return: each type's page in the CloudFormation
 * Template Reference, "Return values".)
 */
import {
  type Identify,
  identifyBucket,
  identifyFunction,
  identifyQueue,
  identifyRole,
  identifyRule,
  identifySecret,
  identifyTable,
  named,
  withId,
  withUuid,
} from './identities.ts';

export interface ResourceType {
  readonly uses: readonly string[];
  /** Properties that change nothing here: encryption at rest, backups, tags and prose. */
  readonly inert: readonly string[];
  readonly identify: Identify;
}

export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': {
    uses: [
      'BucketName',
      'VersioningConfiguration',
      'PublicAccessBlockConfiguration',
      'LifecycleConfiguration',
      'CorsConfiguration',
      'OwnershipControls',
      'NotificationConfiguration',
    ],
    inert: [
      'BucketEncryption',
      'Tags',
      'LoggingConfiguration',
      'InventoryConfigurations',
      'MetricsConfigurations',
      'IntelligentTieringConfigurations',
    ],
    identify: identifyBucket,
  },
  'AWS::S3::BucketPolicy': {
    uses: ['Bucket', 'PolicyDocument'],
    inert: [],
    identify: (_id, { Bucket }) => ({ ref: String(Bucket), attributes: {} }),
  },
  'AWS::SQS::Queue': {
    uses: [
      'QueueName',
      'VisibilityTimeout',
      'MessageRetentionPeriod',
      'RedrivePolicy',
      'ReceiveMessageWaitTimeSeconds',
      'DelaySeconds',
      'MaximumMessageSize',
    ],
    inert: ['SqsManagedSseEnabled', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'RedriveAllowPolicy', 'Tags'],
    identify: identifyQueue,
  },
  'AWS::SQS::QueuePolicy': { uses: ['Queues', 'PolicyDocument'], inert: [], identify: named(128) },
  'AWS::DynamoDB::Table': {
    uses: [
      'TableName',
      'KeySchema',
      'AttributeDefinitions',
      'GlobalSecondaryIndexes',
      'LocalSecondaryIndexes',
      'TimeToLiveSpecification',
    ],
    inert: [
      'BillingMode',
      'ProvisionedThroughput',
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'DeletionProtectionEnabled',
      'Tags',
      'TableClass',
      'ContributorInsightsSpecification',
    ],
    identify: identifyTable,
  },
  'AWS::SecretsManager::Secret': {
    uses: ['Name', 'ReplicaRegions', 'SecretString', 'GenerateSecretString'],
    inert: ['Description', 'KmsKeyId', 'Tags'],
    identify: identifySecret,
  },
  'AWS::IAM::Role': {
    uses: ['RoleName', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns'],
    inert: ['Description', 'Path', 'MaxSessionDuration', 'Tags'],
    identify: identifyRole,
  },
  'AWS::IAM::Policy': { uses: ['PolicyName', 'PolicyDocument', 'Roles'], inert: [], identify: named(128) },
  'AWS::IAM::ManagedPolicy': {
    uses: ['ManagedPolicyName', 'PolicyDocument', 'Roles'],
    inert: ['Description', 'Path'],
    identify: (id, { ManagedPolicyName }, names) => {
      const arn = names.arn('iam', `policy/${ManagedPolicyName ?? names.name(id, 128)}`, { withoutRegion: true });
      return { ref: arn, attributes: { PolicyArn: arn } };
    },
  },
  'AWS::Lambda::Function': {
    uses: [
      'FunctionName',
      'Code',
      'Handler',
      'Role',
      'Runtime',
      'MemorySize',
      'Timeout',
      'Environment',
      'Architectures',
      'Layers',
    ],
    inert: [
      'Description',
      'ReservedConcurrentExecutions',
      'LoggingConfig',
      'TracingConfig',
      'EphemeralStorage',
      'RuntimeManagementConfig',
      'RecursiveLoop',
      'DeadLetterConfig',
      'Tags',
    ],
    identify: identifyFunction,
  },
  'AWS::Lambda::Version': {
    uses: ['FunctionName'],
    inert: ['Description', 'CodeSha256'],
    identify: (_id, { FunctionName }, names) => {
      const arn = names.arn('lambda', `function:${FunctionName}`);
      return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    uses: [
      'EventSourceArn',
      'FunctionName',
      'BatchSize',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
      'Enabled',
    ],
    inert: ['Tags', 'MetricsConfig'],
    identify: (id, _properties, names) => ({ ref: names.uuid(id), attributes: { Id: names.uuid(id) } }),
  },
  'AWS::Lambda::Permission': {
    uses: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
    inert: [],
    identify: named(128),
  },
  'AWS::Lambda::EventInvokeConfig': {
    uses: ['FunctionName', 'MaximumRetryAttempts'],
    // There are no aliases, and nothing waits for a function.
    inert: ['Qualifier', 'MaximumEventAgeInSeconds'],
    identify: named(128),
  },
  'AWS::GuardDuty::MalwareProtectionPlan': {
    uses: ['Role', 'ProtectedResource', 'Actions'],
    inert: ['Tags'],
    identify: withUuid(),
  },
  'AWS::Events::Rule': {
    uses: ['Name', 'ScheduleExpression', 'State', 'Targets'],
    inert: ['Description', 'Tags'],
    identify: identifyRule,
  },
  'AWS::CloudFront::Distribution': {
    uses: ['DistributionConfig'],
    inert: ['Tags'],
    identify: (id, _properties, names) => {
      const distributionId = names.id(id, 14);
      return {
        ref: distributionId,
        attributes: { Id: distributionId, DomainName: `d${names.id(id, 13).slice(1).toLowerCase()}.cloudfront.net` },
      };
    },
  },
  'AWS::CloudFront::Function': {
    uses: ['Name', 'FunctionCode', 'FunctionConfig', 'AutoPublish'],
    inert: ['FunctionMetadata', 'Tags'],
    identify: (id, { Name }, names) => {
      const arn = names.arn('cloudfront', `function/${Name ?? names.name(id, 64)}`, { withoutRegion: true });
      return { ref: arn, attributes: { FunctionARN: arn, Stage: 'LIVE' } };
    },
  },
  'AWS::CloudFront::KeyValueStore': {
    uses: ['Name', 'ImportSource'],
    inert: ['Comment', 'Tags'],
    identify: (id, { Name }, names) => {
      const storeId = names.uuid(id);
      const arn = names.arn('cloudfront', `key-value-store/${storeId}`, { withoutRegion: true });
      return { ref: String(Name), attributes: { Arn: arn, Id: storeId, Status: 'READY' } };
    },
  },
  'AWS::CloudFront::CachePolicy': { uses: ['CachePolicyConfig'], inert: [], identify: withUuid() },
  'AWS::CloudFront::OriginRequestPolicy': { uses: ['OriginRequestPolicyConfig'], inert: [], identify: withUuid() },
  'AWS::CloudFront::ResponseHeadersPolicy': { uses: ['ResponseHeadersPolicyConfig'], inert: [], identify: withUuid() },
  'AWS::CloudFront::KeyGroup': { uses: ['KeyGroupConfig'], inert: [], identify: withUuid() },
  'AWS::CloudFront::OriginAccessControl': { uses: ['OriginAccessControlConfig'], inert: [], identify: withId() },
  'AWS::CloudFront::PublicKey': { uses: ['PublicKeyConfig'], inert: [], identify: withId('K') },
  'Custom::CDKBucketDeployment': {
    uses: [
      'ServiceToken',
      'SourceObjectKeys',
      'SourceMarkers',
      'SourceMarkersConfig',
      'DestinationBucketName',
      'DestinationBucketKeyPrefix',
      'Prune',
      'Exclude',
      'Include',
      'UserMetadata',
      'SystemMetadata',
      'Extract',
    ],
    // The source is found by its key, and there is no cache of an earlier run to invalidate.
    inert: [
      'SourceBucketNames',
      'DistributionId',
      'DistributionPaths',
      'WaitForDistributionInvalidation',
      'RetainOnDelete',
      'OutputObjectKeys',
      'DestinationBucketArn',
    ],
    identify: (id, { DestinationBucketName }, names) => ({
      ref: names.uuid(id),
      attributes: { DestinationBucketArn: `arn:aws:s3:::${DestinationBucketName}` },
    }),
  },
  'Custom::S3BucketNotifications': {
    uses: ['ServiceToken', 'BucketName', 'NotificationConfiguration'],
    inert: ['Managed', 'SkipDestinationValidation'],
    identify: named(128),
  },
};
