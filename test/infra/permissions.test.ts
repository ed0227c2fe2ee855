import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  findResource,
  listResources,
  listStatements,
  readTemplate,
  type Statement,
  type Template,
  toList,
} from './read-template.ts';

let dev: Template;
let prod: Template;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' });
  prod = readTemplate({ stage: 'prod' });
});

/** Why a wildcard is there. `where`: logical id and Sid or action; `what`: the action or resource with the wildcard. */
const REASONS: readonly { readonly where: RegExp; readonly what: RegExp; readonly why: string }[] = [
  {
    where: /^Custom\S+ServiceRoleDefaultPolicy/,
    what: /^s3:(GetBucket|GetObject|List|Abort|DeleteObject)\*$/,
    why: "CDK's own function that copies the site: reads CDK's asset bucket, writes the site bucket, runs on deployment only",
  },
  {
    where: /^Custom\S+ServiceRoleDefaultPolicy/,
    what: /(SiteBucket|cdk-hnb659fds-assets).*\/\*$/,
    why: 'the objects of those two buckets; none of them is a photo',
  },
  {
    where: /^(Edge\w+Role|Pipeline\w+)\S*/,
    what: /UploadsBucket\w+ Arn\/(jobs|thumbs)\/\*$/,
    why: 'photos have keys that are not known beforehand; the prefix is the bound',
  },
  {
    where: /^Edge\w+Role\S* WriteLogs/,
    what: /^arn:aws:logs:\*:AWS::AccountId:log-group:\/aws\/lambda\/us-east-1\.Edgeshot-\w+-Edge\w+\*$/,
    why: 'a replica logs in the region where it runs, under a name whose end CloudFormation draws by lot',
  },
  {
    where: /^Edge\w+Role\S* ReportUnsentPhotos$/,
    what: /^\*$/,
    why: 'PutMetricData knows no resources; its namespace is the bound',
  },
  {
    where: /^(Uploads|Site)BucketPolicy/,
    what: /(Uploads|Site)Bucket\w+ Arn\/\*$/,
    why: 'the distribution reads any object of the bucket; what a viewer may ask for is decided by the behaviours and by signatures',
  },
  {
    where: /^AccessLogsBucketPolicy/,
    what: /AccessLogsBucket\w+ Arn\/\*$/,
    why: 'CloudFront names its log files itself',
  },
];

describe('wildcards', () => {
  it.each(['dev', 'prod'])('of the deployment %s each have a written reason', (deployment) => {
    const template = deployment === 'dev' ? dev : prod;
    const unexplained = listWildcards(template).filter(
      ({ where, what }) => !REASONS.some((reason) => reason.where.test(where) && reason.what.test(what)),
    );
    expect(unexplained).toEqual([]);
  });

  it('have no reason that explains nothing', () => {
    const wildcards = [...listWildcards(dev), ...listWildcards(prod)];
    const idle = REASONS.filter(
      (reason) => !wildcards.some(({ where, what }) => reason.where.test(where) && reason.what.test(what)),
    );
    expect(idle).toEqual([]);
  });
});

describe('buckets', () => {
  it('are private, encrypted, and own what is put into them', () => {
    const buckets = listResources(prod, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(3);
    for (const [, { Properties }] of buckets)
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      });
  });

  it('refuse everybody without TLS', () => {
    for (const [bucket] of listResources(prod, 'AWS::S3::Bucket')) {
      const denied = listStatements(prod).filter(
        ([, { Effect, Condition, Resource }]) =>
          Effect === 'Deny' &&
          JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}' &&
          JSON.stringify(Resource).includes(bucket),
      );
      expect(denied, bucket).toHaveLength(1);
    }
  });

  it('let in nobody but this distribution, and the log where it is kept', () => {
    const allowed = listResources(prod, 'AWS::S3::BucketPolicy').flatMap(([id]) =>
      listStatements(prod).filter(([within, { Effect }]) => within === id && Effect === 'Allow'),
    );
    const [distribution] = findResource(prod, 'AWS::CloudFront::Distribution');
    for (const [id, statement] of allowed)
      expect(JSON.stringify(statement.Condition)).toContain(
        id.startsWith('AccessLogs') ? 'AWS::AccountId' : distribution,
      );
    expect(allowed).toHaveLength(3);
  });

  it('keep every version of a photo for 30 days', () => {
    const [, { Properties }] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] },
    });
    // Nothing ends the life of what is current.
    expect(JSON.stringify(Properties.LifecycleConfiguration)).not.toMatch(/"Expiration|ExpirationInDays/);
  });

  it('have CORS only where photos are sent straight to them', () => {
    const [, direct] = findResource(readTemplate({ stage: 'dev', upload_via: 's3' }), 'AWS::S3::Bucket', 'Uploads');
    const [, sameOrigin] = findResource(dev, 'AWS::S3::Bucket', 'Uploads');
    expect(sameOrigin.Properties).not.toHaveProperty('CorsConfiguration');
    expect(direct.Properties.CorsConfiguration).toMatchObject({
      CorsRules: [{ AllowedOrigins: [{ Ref: 'SiteOrigin' }] }],
    });
  });
});

describe('the copies of jobs', () => {
  const onRecords = /UploadsBucket\w+ Arn\/records\//;

  it('are in reach of no role, and refused to CloudFront', () => {
    for (const template of [dev, prod, readTemplate({ stage: 'dev', delivery: 's3' })]) {
      const named = listStatements(template).filter(([, { Resource }]) =>
        toList(Resource).some((resource) => onRecords.test(flatten(resource))),
      );
      expect(named.map(([, { Effect, Sid }]) => [Effect, Sid])).toEqual([['Deny', 'DenyRecordsToViewers']]);
      const wide = listStatements(template).filter(
        ([, { Effect, Resource }]) =>
          Effect === 'Allow' &&
          toList(Resource).some((resource) => /UploadsBucket\w+ Arn\/\*$/.test(flatten(resource))),
      );
      expect(wide.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['UploadsBucketPolicy']);
    }
  });
});

describe('the audit log', () => {
  it('can be appended to and read, by nobody changed', () => {
    const [audit] = findResource(dev, 'AWS::DynamoDB::Table', 'RecordsAudit');
    const actions = listStatements(dev)
      .filter(([, { Resource }]) => JSON.stringify(Resource).includes(audit))
      .flatMap(([, { Action }]) => toList(Action));
    expect(new Set(actions)).toEqual(new Set(['dynamodb:PartiQLInsert', 'dynamodb:Query']));
  });

  it('can be read by one function', () => {
    const [audit] = findResource(dev, 'AWS::DynamoDB::Table', 'RecordsAudit');
    const readers = listStatements(dev)
      .filter(
        ([, { Action, Resource }]) =>
          JSON.stringify(Resource).includes(audit) && toList(Action).includes('dynamodb:Query'),
      )
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(readers).toEqual(['EdgePhotosRole']);
  });
});

describe('roles at the edge', () => {
  it('trust Lambda and Lambda@Edge', () => {
    const roles = listResources(dev, 'AWS::IAM::Role').filter(([id]) => id.startsWith('Edge'));
    expect(roles).toHaveLength(3);
    for (const [, { Properties }] of roles) {
      const text = JSON.stringify(Properties.AssumeRolePolicyDocument);
      expect(text).toContain('lambda.amazonaws.com');
      expect(text).toContain('edgelambda.amazonaws.com');
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it.each([
    ['EdgeUploadUrlRole', 's3:PutObject', true],
    ['EdgeUploadUrlRole', 's3:GetObject', false],
    ['EdgePhotosRole', 's3:ListBucket', true],
    ['EdgePhotosRole', 's3:GetObject', false],
    ['EdgePhotosRole', 's3:PutObject', false],
    ['EdgeUploadUrlRole', 's3:DeleteObject', false],
    ['EdgeJobsRole', 's3:ListBucket', false],
    ['EdgeJobsRole', 'dynamodb:PutItem', false],
  ])('%s, %s: %s', (role, action, isAllowed) => {
    expect(listActions(dev, role).includes(action)).toBe(isAllowed);
  });

  it('destroy versions in one place only: taking a delete marker away is a call of the same name', () => {
    const holders = listStatements(dev).filter(([, { Action }]) => toList(Action).includes('s3:DeleteObjectVersion'));
    expect(holders.map(([, { Sid }]) => Sid)).toEqual(['EditDeleteAndRestore']);
  });

  it('may read images only where they sign S3 URLs themselves', () => {
    const direct = readTemplate({ stage: 'dev', delivery: 's3' });
    expect(listActions(direct, 'EdgePhotosRole')).toContain('s3:GetObject');
  });

  it('never scan: a scan names no key, and would pass the condition on keys', () => {
    for (const [, { Action }] of listStatements(dev)) expect(toList(Action)).not.toContain('dynamodb:Scan');
  });

  it('log under the names that CloudFormation will give their functions', () => {
    const ids = listResources(dev, 'AWS::Lambda::Function').map(([id]) => id);
    const logs = listStatements(dev).filter(([, { Sid }]) => Sid === 'WriteLogs');
    expect(logs).toHaveLength(3);
    for (const [, { Resource }] of logs) {
      const [, prefix = ''] = /us-east-1\.Edgeshot-dev-(\w+)\*$/.exec(flatten(Resource)) ?? [];
      expect(ids.filter((id) => prefix !== '' && id.startsWith(prefix))).toHaveLength(1);
    }
  });

  it('write metrics into no namespace but ours', () => {
    const telling = listStatements(dev).filter(([, { Action }]) => toList(Action).includes('cloudwatch:PutMetricData'));
    expect(telling).toHaveLength(3);
    for (const [, { Condition }] of telling) {
      expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Edgeshot' } });
    }
  });

  it('read the secret and its replicas by their whole names', () => {
    const [, statement] = listStatements(dev).find(([, { Sid }]) => Sid === 'ReadKeys') ?? [];
    const resources = toList(statement?.Resource).map(flatten);
    expect(resources).toHaveLength(2);
    expect(resources.join()).toContain(':us-west-2:');
    expect(resources.join()).not.toContain('*');
  });
});

function listActions(template: Template, role: string): readonly string[] {
  return listStatements(template)
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Action }]) => toList(Action));
}

/** Denials are meant to be wide, and are no permission. */
function listWildcards(template: Template) {
  return listStatements(template)
    .filter(([, { Effect }]) => Effect === 'Allow')
    .flatMap(([id, statement]) =>
      listWide(statement).map((what) => ({ where: `${id} ${statement.Sid ?? ''}`.trim(), what })),
    );
}

function listWide({ Action, Resource }: Statement): readonly string[] {
  return [...toList(Action), ...toList(Resource).map(flatten)].filter((each) => each.includes('*'));
}

/** Writes a resource as text: references as their names. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(flatten).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  if ('Fn::Join' in value) {
    const [separator, parts]: [string, unknown[]] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(flatten).join(separator);
  }
  return Object.values(value).map(flatten).join(' ');
}
