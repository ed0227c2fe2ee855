import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  CONFIGURATION_KINDS,
  type ConfigurationKind,
  type ConfigurationValues,
  formatConfiguration,
  parseConfiguration,
} from '../../../../../infra/local/aws/s3/bucket-configurations.ts';

/** A document of each kind, with all that this S3 reads of it, and its value. */
const EXAMPLES: {
  readonly [K in ConfigurationKind]: { readonly text: string; readonly value: ConfigurationValues[K] };
} = {
  versioning: {
    text: '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
    value: 'Suspended',
  },
  publicAccessBlock: {
    text: '<PublicAccessBlockConfiguration><BlockPublicAcls>TRUE</BlockPublicAcls><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
    value: { blockPublicAcls: true, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: true },
  },
  encryption: {
    text: '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>key-1</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
    value: { algorithm: 'aws:kms', kmsKeyId: 'key-1', isBucketKeyEnabled: true },
  },
  ownershipControls: {
    text: '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>',
    value: 'ObjectWriter',
  },
  policy: {
    text: '{"Version":"2012-10-17","Id":"p","Statement":{"Sid":"a","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}}',
    value: {
      Version: '2012-10-17',
      Id: 'p',
      Statement: [{ Sid: 'a', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b/*' }],
    },
  },
  cors: {
    text: '<CORSConfiguration><CORSRule><ID>one</ID><AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>https://b.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>',
    value: [
      {
        id: 'one',
        origins: ['https://a.example', 'https://b.example'],
        methods: ['PUT'],
        headers: ['x-amz-*'],
        exposedHeaders: ['ETag'],
        maxAgeSeconds: 60,
      },
    ],
  },
  lifecycle: {
    text: '<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>',
    value: [
      {
        name: 'Rule',
        text: '',
        children: [
          { name: 'ID', text: 'old', children: [] },
          { name: 'Status', text: 'Enabled', children: [] },
          { name: 'Filter', text: '', children: [{ name: 'Prefix', text: 'a/', children: [] }] },
          { name: 'Expiration', text: '', children: [{ name: 'Days', text: '30', children: [] }] },
        ],
      },
    ],
  },
  notification: {
    text: '<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:1:q</Queue><Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event><Filter><S3Key><FilterRule><Name>Prefix</Name><Value>jobs/</Value></FilterRule><FilterRule><Name>suffix</Name><Value>.jpg</Value></FilterRule></S3Key></Filter></QueueConfiguration><CloudFunctionConfiguration><Id>f</Id><CloudFunction>arn:aws:lambda:us-east-1:1:function:f</CloudFunction><Event>s3:ObjectCreated:Post</Event></CloudFunctionConfiguration></NotificationConfiguration>',
    value: [
      {
        id: 'rule-1',
        targetKind: 'Queue',
        targetArn: 'arn:aws:sqs:us-east-1:1:q',
        events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
        prefix: 'jobs/',
        suffix: '.jpg',
      },
      {
        id: 'f',
        targetKind: 'CloudFunction',
        targetArn: 'arn:aws:lambda:us-east-1:1:function:f',
        events: ['s3:ObjectCreated:Post'],
        prefix: '',
        suffix: '',
      },
    ],
  },
  tagging: {
    text: '<Tagging><TagSet><Tag><Key>stage</Key><Value>a @ b</Value></Tag></TagSet></Tagging>',
    value: [{ key: 'stage', value: 'a @ b' }],
  },
};

describe('parseConfiguration', () => {
  it.each(CONFIGURATION_KINDS)('reads %s once, to a value', (kind) => {
    expect(parseConfiguration(kind, EXAMPLES[kind].text)).toEqual(EXAMPLES[kind].value);
  });

  it.each(CONFIGURATION_KINDS)('reads the %s again that it formats', (kind) => {
    const { value } = EXAMPLES[kind];
    expect(parseConfiguration(kind, formatConfiguration(kind, value))).toEqual(value);
  });

  it.each(CONFIGURATION_KINDS)('refuses %s under another root', (kind) => {
    const code = kind === 'policy' ? 'MalformedPolicy' : 'MalformedXML';
    expect(() => parseConfiguration(kind, '<Other><Status>Enabled</Status></Other>')).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('leaves a request no document to parse: nothing that is kept can be any text', () => {
    type AnyText = { [K in ConfigurationKind]: string extends ConfigurationValues[K] ? K : never }[ConfigurationKind];
    expectTypeOf<AnyText>().toBeNever();
  });
});
