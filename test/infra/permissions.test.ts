import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  findResource,
  listPolicyStatements,
  listResources,
  readTemplate,
  type SynthesizedTemplate,
  toList,
  toText,
} from './read-template.ts';

let dev: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' });
});

describe('the audit log', () => {
  it('can be appended to and read, by nobody changed', () => {
    const [audit] = findResource(dev, 'AWS::DynamoDB::Table', 'RecordsAudit');
    const actions = listPolicyStatements(dev)
      .filter(([, { Resource }]) => JSON.stringify(Resource).includes(audit))
      .flatMap(([, { Action }]) => toList(Action));
    expect(new Set(actions)).toEqual(new Set(['dynamodb:PartiQLInsert', 'dynamodb:Query']));
  });

  it('can be read by one function', () => {
    const [audit] = findResource(dev, 'AWS::DynamoDB::Table', 'RecordsAudit');
    const readers = listPolicyStatements(dev)
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
    expect(roles).toHaveLength(5);
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
    ['EdgePhotosRole', 's3:ListBucket', false],
    ['EdgePhotosRole', 's3:GetObject', false],
    ['EdgeUploadUrlRole', 's3:DeleteObject', false],
    ['EdgeUploadUrlRole', 'dynamodb:DeleteItem', false],
    ['EdgePhotosRole', 'dynamodb:PutItem', false],
    ['EdgePhotosRole', 'dynamodb:DeleteItem', false],
    ['EdgeJobsRole', 's3:ListBucket', false],
    ['EdgeJobsRole', 'dynamodb:PutItem', false],
    ['EdgeJobsRole', 'dynamodb:DeleteItem', false],
    ['EdgeJobsRole', 's3:DeleteObject', false],
    ['EdgeLinksRole', 's3:GetObject', false],
    ['EdgeLinksRole', 'dynamodb:PutItem', false],
    ['EdgeLinksRole', 'dynamodb:UpdateItem', false],
    ['EdgeLinksRole', 'dynamodb:DeleteItem', false],
  ])('%s, %s: %s', (role, action, isAllowed) => {
    expect(listActions(dev, role).includes(action)).toBe(isAllowed);
  });

  it('write no photo beside those that tickets are for: what tells of a move, and notes, stand apart', () => {
    const written = listPolicyStatements(dev)
      .filter(([id, { Action }]) => id.startsWith('EdgePhotosRole') && toList(Action).includes('s3:PutObject'))
      .map(([, { Sid, Resource }]) => [Sid, /records\/(moves|notes)\/\*"/.exec(JSON.stringify(Resource))?.[1]]);
    expect(written).toEqual([
      ['KeepNotes', 'notes'],
      ['TellOfMoves', 'moves'],
    ]);
  });

  it('destroy versions in one place only: taking a delete marker away is a call of the same name', () => {
    const holders = listPolicyStatements(dev).filter(([, { Action }]) =>
      toList(Action).includes('s3:DeleteObjectVersion'),
    );
    expect(holders.map(([, { Sid }]) => Sid).sort()).toEqual([
      'EditDeleteAndRestore',
      // Of the pipeline, and of what records its dead letters.
      'HideUnderDeletedPhotosAndTakeRepeatsBack',
      'HideUnderDeletedPhotosAndTakeRepeatsBack',
      'KeepNotes',
    ]);
  });

  it('destroy them besides only by the rule of retention, which reads no photo and asks for no scan', () => {
    const kept = readTemplate({ stage: 'dev', retain_closed_jobs_days: '30' });
    const statements = listPolicyStatements(kept).filter(([id]) => id.startsWith('Retention'));
    expect(
      statements
        .flatMap(([, { Action }]) => toList(Action))
        .filter((action) => /^(s3|dynamodb):/.test(action))
        .toSorted(),
    ).toEqual([
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:Query',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      's3:DeleteObjectVersion',
      's3:ListBucket',
      's3:ListBucketVersions',
    ]);
    expect(listPolicyStatements(dev).filter(([id]) => id.startsWith('Retention'))).toEqual([]);
  });

  it('may read images only where they sign S3 URLs themselves', () => {
    const direct = readTemplate({ stage: 'dev', delivery: 's3' });
    expect(listActions(direct, 'EdgePhotosRole')).toContain('s3:GetObject');
  });

  it('never scan: a scan names no key, and would pass the condition on keys. Only what compares does, which nobody asks', () => {
    const scanning = listPolicyStatements(dev).filter(([, { Action }]) => toList(Action).includes('dynamodb:Scan'));
    expect(scanning.map(([, { Sid }]) => Sid)).toEqual(['FindJobsOfWhichTheBucketHasNothing']);
    expect(scanning[0]?.[0]).toMatch(/^ComparisonReconcile/);
  });

  it('log under the names that CloudFormation will give their functions', () => {
    const ids = listResources(dev, 'AWS::Lambda::Function').map(([id]) => id);
    const logs = listPolicyStatements(dev).filter(([, { Sid }]) => Sid === 'WriteLogs');
    expect(logs).toHaveLength(5);
    for (const [, { Resource }] of logs) {
      const [, prefix = ''] = /us-east-1\.Edgeshot-dev-(\w+)\*$/.exec(toText(Resource)) ?? [];
      expect(ids.filter((id) => prefix !== '' && id.startsWith(prefix))).toHaveLength(1);
    }
  });

  it('let what responds to the form without script write its log, and nothing else', () => {
    const own = listPolicyStatements(dev).filter(([id]) => id.startsWith('EdgeFormResponse'));
    expect(own.map(([, { Sid }]) => Sid)).toEqual(['WriteLogs']);
  });

  it('write metrics into no namespace but ours', () => {
    const telling = listPolicyStatements(dev).filter(([, { Action }]) =>
      toList(Action).includes('cloudwatch:PutMetricData'),
    );
    expect(telling).toHaveLength(4);
    for (const [, { Condition }] of telling) {
      expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Edgeshot' } });
    }
  });

  it.each(['ReadTokenKeys', 'ReadImageKey', 'ReadLinkKey'])(
    '%s: the secret and its replicas by their whole names',
    (sid) => {
      const [, statement] = listPolicyStatements(dev).find(([, { Sid }]) => Sid === sid) ?? [];
      const resources = toList(statement?.Resource).map(toText);
      expect(resources).toHaveLength(2);
      expect(resources.join()).toContain(':us-west-2:');
      expect(resources.join()).not.toContain('*');
    },
  );
});

describe('the function that writes jobs', () => {
  it('reads and writes copies of jobs, and no photo', () => {
    const statements = listPolicyStatements(dev).filter(([id]) => id.startsWith('EdgeJobsRole'));
    const objects = statements.filter(([, { Action }]) => toList(Action).some((action) => /^s3:/.test(action)));
    expect(objects.flatMap(([, { Action }]) => toList(Action))).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(objects.map(([, { Resource }]) => toText(Resource))).toEqual([
      expect.stringMatching(/\/records\/jobs\/\*$/),
    ]);
  });

  it('writes rows of jobs, of words and of the directory, and none else', () => {
    const [, statement] = listPolicyStatements(dev).find(([, { Sid }]) => Sid === 'WriteMembersAndWords') ?? [];
    expect(statement?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*', 'WORD#*', 'PEOPLE'] },
    });
  });
});

describe('attack: the keys that sign images and the tokens of links', () => {
  it('can be read by nothing but what signs with them', () => {
    const readers = (template: SynthesizedTemplate, secret: string) =>
      listPolicyStatements(template)
        .filter(([, { Action, Resource }]) => {
          const isReading = toList(Action).includes('secretsmanager:GetSecretValue');
          return isReading && toList(Resource).map(toText).join().includes(secret);
        })
        .map(([role]) => role.replace(/Role.*/, ''));
    expect(readers(dev, 'ImageSecret').toSorted()).toEqual(['EdgeJobs', 'EdgePhotos']);
    expect(readers(dev, 'EdgeSecret').toSorted()).toEqual(['EdgeJobs', 'EdgeLinks', 'EdgePhotos', 'EdgeUploadUrl']);
    expect(readers(dev, 'LinkSecret')).toEqual(['EdgeLinks']);
    expect(readers(readTemplate({ stage: 'dev', delivery: 's3' }), 'ImageSecret')).toEqual([]);
  });
});

function listActions(template: SynthesizedTemplate, role: string): readonly string[] {
  return listPolicyStatements(template)
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Action }]) => toList(Action));
}
