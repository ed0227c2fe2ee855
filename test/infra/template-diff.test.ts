import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTemplateDiff } from '../../infra/template-diff.ts';
import { readTemplate } from './read-template.ts';

const TABLE = 'AWS::DynamoDB::Table';
const POLICY = 'AWS::IAM::Policy';

let diff: Awaited<ReturnType<typeof createTemplateDiff>>;
beforeAll(async () => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  diff = await createTemplateDiff();
});

const stack = (resources: Readonly<Record<string, object>>) => ({ Resources: resources });
const table = (properties: object) => ({ Type: TABLE, Properties: { BillingMode: 'PAY_PER_REQUEST', ...properties } });

const KEPT_TABLE = { ...table({}), DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

describe('npm run diff', () => {
  it.each([
    ['a table that is removed', { T: table({}) }, {}, 'remove', true],
    ['a table under another logical id', { T: table({}) }, { U: table({}) }, 'remove', true],
    ['a table with another name', { T: table({ TableName: 'a' }) }, { T: table({ TableName: 'b' }) }, 'replace', true],
    ['a table that becomes something else', { T: table({}) }, { T: { Type: POLICY } }, 'replace', true],
    [
      'a pool with a property that nobody knows',
      { P: { Type: 'AWS::Cognito::UserPool' } },
      { P: { Type: 'AWS::Cognito::UserPool', Properties: { Odd: 1 } } },
      'replace',
      true,
    ],
    ['a table with other tags', { T: table({}) }, { T: table({ Tags: [] }) }, 'change', false],
    ['a table that would go with its stack', { T: KEPT_TABLE }, { T: table({}) }, 'change', true],
    [
      'a table that would go when it is replaced',
      { T: KEPT_TABLE },
      { T: { ...KEPT_TABLE, UpdateReplacePolicy: 'Delete' } },
      'change',
      true,
    ],
    [
      'a table that would be kept as a backup alone',
      { T: KEPT_TABLE },
      { T: { ...KEPT_TABLE, DeletionPolicy: 'Snapshot' } },
      'change',
      true,
    ],
    [
      'a table that is kept in another way',
      { T: KEPT_TABLE },
      { T: { ...KEPT_TABLE, DeletionPolicy: 'RetainExceptOnCreate' } },
      'change',
      false,
    ],
    ['a table that is kept from now on', { T: table({}) }, { T: KEPT_TABLE }, 'change', false],
    [
      'a policy that is kept no more',
      { P: { Type: POLICY, DeletionPolicy: 'Retain' } },
      { P: { Type: POLICY } },
      'change',
      false,
    ],
    ['a table that comes', {}, { T: table({}) }, 'add', false],
    ['a policy that goes', { P: { Type: POLICY } }, {}, 'remove', false],
  ])('%s', (_what, before, after, kind, isRefused) => {
    expect(diff(stack(before as never), stack(after as never))[0]).toMatchObject({ kind, isRefused });
  });

  it('ends with 1 where it refuses, as a command, also what the AWS CLI has put into a text', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'edgeshot-diff-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [old, next] = [join(folder, 'old.json'), join(folder, 'new.json')];
    await writeFile(old, JSON.stringify(JSON.stringify(stack({ T: table({}) }))));
    await writeFile(next, JSON.stringify(stack({})));
    const program = fileURLToPath(new URL('../../infra/diff.ts', import.meta.url));
    const compare = promisify(execFile)(process.execPath, [program, old, next]);
    await expect(compare).rejects.toMatchObject({ code: 1, stdout: 'REFUSED remove   T (AWS::DynamoDB::Table)\n' });
    const same = await promisify(execFile)(process.execPath, [program, next, next]);
    expect(same).toMatchObject({ stdout: '', stderr: '0 changes, 0 of them refused\n' });
  });

  it('refuses to go back from a key of one’s own, and to another key, but not to take one', () => {
    const [plain, own] = [readTemplate({ stage: 'dev' }), readTemplate({ stage: 'dev', encryption: 'kms' })];
    const refusedBy = (before: object, after: object) =>
      diff(before, after)
        .filter(({ isRefused }) => isRefused)
        .map(({ kind, type, properties }) => [kind, type, properties]);
    expect(refusedBy(own, plain).toSorted()).toEqual([
      ['change', 'AWS::S3::Bucket', ['BucketEncryption']],
      ['remove', 'AWS::KMS::Key', []],
    ]);
    expect(refusedBy(plain, own)).toEqual([]);
    const text = JSON.stringify(own);
    const [, key = ''] = /"(UploadsKey[0-9A-F]{8})"/.exec(text) ?? [];
    const other = JSON.parse(text.replaceAll(key, 'UploadsKeyOTHER'));
    expect(refusedBy(own, other)).toContainEqual(['change', 'AWS::S3::Bucket', ['BucketEncryption']]);
    // A key under which new objects come, beside the old one in the stack, still leaves the old ones unread.
    const bucketOnly = JSON.parse(
      text.replaceAll(/("KMSMasterKeyID":\{"Fn::GetAtt":\[")UploadsKey[0-9A-F]{8}/g, '$1Other'),
    );
    expect(refusedBy(own, bucketOnly)).toEqual([['change', 'AWS::S3::Bucket', ['BucketEncryption']]]);
  });

  it('finds nothing between a template and itself, and nothing refused where a setting is switched on', () => {
    const [plain, watched] = [
      readTemplate({ stage: 'dev' }),
      readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' }),
    ];
    expect(diff(plain, plain)).toEqual([]);
    const changes = diff(plain, watched);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter(({ isRefused }) => isRefused)).toEqual([]);
  });
});
