/** Buckets and their configurations by the official client. */
import assert from 'node:assert/strict';
import {
  type CORSRule,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketPolicyCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { sendRaw } from './raw-http.ts';
import type { ContractCase, ContractContext } from './target.ts';

let serial = 0;

/** A case with a fresh bucket of its own. */
function bucketCase(
  name: string,
  run: (client: S3Client, Bucket: string, context: ContractContext) => Promise<void>,
  ceph?: string,
): ContractCase {
  return {
    name: `bucket: ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: async (context) => {
      serial += 1;
      const Bucket = `${context.bucket}-${serial}`;
      await context.client.send(new CreateBucketCommand({ Bucket }));
      await run(context.client, Bucket, context);
    },
  };
}

async function refusedWith(promise: Promise<unknown>, name: string): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.equal(error instanceof Error ? error.name : error, name);
    return true;
  });
}

const CORS_RULE = {
  AllowedOrigins: ['https://example.com'],
  AllowedMethods: ['GET', 'PUT'],
  AllowedHeaders: ['x-amz-*', 'content-type'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 60,
};

function sendPreflight({ target }: ContractContext, Bucket: string, headers: Record<string, string>) {
  return sendRaw({
    method: 'OPTIONS',
    url: `${target.endpoint}/${Bucket}/key`,
    headers: { Origin: 'https://example.com', 'Access-Control-Request-Method': 'PUT', ...headers },
  });
}

export const BUCKET_CASES: readonly ContractCase[] = [
  bucketCase('is there, is listed, and can be deleted', async (client, Bucket) => {
    await client.send(new HeadBucketCommand({ Bucket }));
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    assert.ok(Buckets.some(({ Name }) => Name === Bucket));
    await client.send(new DeleteBucketCommand({ Bucket }));
    await refusedWith(client.send(new HeadBucketCommand({ Bucket })), 'NotFound');
  }),
  bucketCase('is not deleted while it holds anything', async (client, Bucket) => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    await refusedWith(client.send(new DeleteBucketCommand({ Bucket })), 'BucketNotEmpty');
  }),
  bucketCase('can be made twice by its owner in us-east-1', async (client, Bucket) => {
    await client.send(new CreateBucketCommand({ Bucket }));
  }),
  bucketCase('is refused a bad name', async (client) => {
    await refusedWith(client.send(new CreateBucketCommand({ Bucket: 'Under_Score' })), 'InvalidBucketName');
  }),
  bucketCase('tells its location', async (client, Bucket) => {
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
    assert.ok(!LocationConstraint || String(LocationConstraint) === 'default');
  }),
  bucketCase('turns versioning on and off', async (client, Bucket) => {
    const read = async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    assert.equal(await read(), undefined);
    for (const Status of ['Enabled', 'Suspended'] as const) {
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      assert.equal(await read(), Status);
    }
  }),
  bucketCase('keeps its tags', async (client, Bucket) => {
    await refusedWith(client.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet');
    const TagSet = [{ Key: 'stage', Value: 'test' }];
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    assert.deepEqual((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet, TagSet);
  }),
  bucketCase('keeps its Block Public Access', async (client, Bucket) => {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const got = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    assert.deepEqual(got.PublicAccessBlockConfiguration, PublicAccessBlockConfiguration);
  }),
  bucketCase('keeps its encryption', async (client, Bucket) => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    const got = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = got.ServerSideEncryptionConfiguration?.Rules ?? [];
    assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256');
  }),
  bucketCase('keeps its lifecycle', async (client, Bucket) => {
    await refusedWith(
      client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      'NoSuchLifecycleConfiguration',
    );
    const Rules = [
      {
        ID: 'old',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'a/' },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
    ];
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    const got = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    assert.equal(got.Rules?.[0]?.NoncurrentVersionExpiration?.NoncurrentDays, 30);
  }),
  bucketCase('keeps its policy and gives it back as it was', async (client, Bucket) => {
    await refusedWith(client.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/secret/*`,
          Condition: { StringEquals: { 'aws:UserAgent': 'nobody' } },
        },
      ],
    });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const got = await client.send(new GetBucketPolicyCommand({ Bucket }));
    assert.deepEqual(JSON.parse(got.Policy ?? ''), JSON.parse(Policy));
    await client.send(new DeleteBucketPolicyCommand({ Bucket }));
    await refusedWith(client.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy');
  }),
  bucketCase(
    'is refused a policy that is no policy',
    async (client, Bucket) => {
      await refusedWith(client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{' })), 'MalformedPolicy');
    },
    'Ceph calls it InvalidArgument',
  ),
  bucketCase(
    'shows an object to everybody by its policy, where nothing blocks that',
    async (client, Bucket, context) => {
      await client.send(new PutObjectCommand({ Bucket, Key: 'open/a', Body: 'hello' }));
      await client.send(
        new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicPolicy: false } }),
      );
      const statement = {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/open/*`,
      };
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      const open = await sendRaw({ method: 'GET', url: `${context.target.endpoint}/${Bucket}/open/a` });
      assert.equal(open.status, 200);
      assert.equal(open.body, 'hello');
      const closed = await sendRaw({ method: 'GET', url: `${context.target.endpoint}/${Bucket}/closed/a` });
      assert.equal(closed.status, 403);
      await client.send(
        new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } }),
      );
      const blocked = await sendRaw({ method: 'GET', url: `${context.target.endpoint}/${Bucket}/open/a` });
      assert.equal(blocked.status, 403);
    },
    'Ceph does not restrict a public policy of GetObject by RestrictPublicBuckets',
  ),
  bucketCase('keeps its cross-origin rules', async (client, Bucket) => {
    const CORSRules = [{ ...CORS_RULE, ID: 'site' }];
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const kept = (await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules ?? [];
    // Ceph sorts the headers.
    const sort = (rule: CORSRule) => ({ ...rule, AllowedHeaders: rule.AllowedHeaders?.toSorted() });
    assert.deepEqual(kept.map(sort), CORSRules.map(sort));
  }),
  bucketCase('answers a preflight that its rules allow', async (client, Bucket, context) => {
    await refusedWith(client.send(new GetBucketCorsCommand({ Bucket })), 'NoSuchCORSConfiguration');
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [CORS_RULE] } }));
    const response = await sendPreflight(context, Bucket, {
      'Access-Control-Request-Headers': 'x-amz-date, content-type',
    });
    assert.equal(response.status, 200);
    assert.equal(response.headers['access-control-allow-origin'], 'https://example.com');
    assert.match(String(response.headers['access-control-allow-methods']), /PUT/);
    assert.equal(response.headers['access-control-max-age'], '60');
  }),
  bucketCase('refuses a preflight of another origin, method or header', async (client, Bucket, context) => {
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [CORS_RULE] } }));
    const changes: Record<string, string>[] = [
      { Origin: 'https://example.org' },
      { 'Access-Control-Request-Method': 'DELETE' },
      { 'Access-Control-Request-Headers': 'authorization' },
    ];
    for (const change of changes) {
      assert.equal((await sendPreflight(context, Bucket, change)).status, 403, JSON.stringify(change));
    }
  }),
  bucketCase('refuses every preflight without rules', async (client, Bucket, context) => {
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [CORS_RULE] } }));
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
    assert.equal((await sendPreflight(context, Bucket, {})).status, 403);
  }),
];
