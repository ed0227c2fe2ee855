/** `npm run destroy` before an `aws` that answers as was recorded, and a real bucket. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openS3Rig, type S3Rig } from '../local/aws/s3/open-s3-rig.ts';
import { operate, type Result } from './operate.ts';

interface Recorded {
  readonly output?: unknown;
  /** What the command line writes where it fails. */
  readonly error?: string;
}

const STACKS = { Stacks: [{ StackStatus: 'CREATE_COMPLETE', EnableTerminationProtection: false }] };
const GONE = {
  error:
    'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id Edgeshot-dev does not exist',
};
const REPLICATED = {
  error:
    'An error occurred (InvalidParameterValueException) when calling the DeleteFunction operation: Lambda was unable to delete arn:… because it is a replicated function.',
};
const TAGGED = {
  ResourceTagMappingList: [
    'arn:aws:s3:::edgeshot-uploads',
    'arn:aws:dynamodb:us-east-1:123456789012:table/Edgeshot-dev-Records',
    'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc',
    'arn:aws:lambda:us-east-1:123456789012:function:Edgeshot-dev-PipelineDevelop',
  ].map((ResourceARN) => ({ ResourceARN })),
};
const FUNCTIONS = {
  Functions: [{ FunctionName: 'Edgeshot-dev-EdgePhotos1' }, { FunctionName: 'Edgeshot-development-EdgeX' }],
};
const OF_BOOKINGS = { FunctionName: 'Edgeshot-dev-PaymentsBooking2' };
const REGIONAL = { FunctionName: 'Edgeshot-dev-PaymentsReconcileBookings3' };

/** Answers by the first words that fit, and notes what it was asked. */
const FAKE_AWS = `#!${process.execPath}
const { readFileSync, appendFileSync } = require('node:fs');
const { join } = require('node:path');
const words = process.argv.slice(2).join(' ').replace(/ --region us-east-1 --output json$/, '');
appendFileSync(join(__dirname, 'asked'), words + '\\n');
const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8'));
const name = Object.keys(recorded).filter((each) => words.startsWith(each)).sort((a, b) => b.length - a.length)[0];
if (process.env.AWS_PAGER !== '') { console.error('a pager would wait for a key'); process.exit(9); }
if (name === undefined) { console.error('not recorded: ' + words); process.exit(9); }
const { output, error } = recorded[name];
if (error) { console.error(error); process.exit(254); }
if (output !== undefined) console.log(JSON.stringify(output));
`;

let folder: string;
let rig: S3Rig;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-aws-'));
  await writeFile(join(folder, 'aws'), FAKE_AWS);
  await chmod(join(folder, 'aws'), 0o755);
  rig = await openS3Rig();
  const Bucket = 'edgeshot-uploads';
  await rig.client.send(new CreateBucketCommand({ Bucket }));
  await rig.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  for (const Body of ['one', 'two'])
    await rig.client.send(new PutObjectCommand({ Bucket, Key: 'jobs/j-1/a.jpg', Body }));
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => rm(join(folder, 'asked'), { force: true }));

const BEFORE: Readonly<Record<string, Recorded>> = {
  'sts get-caller-identity': { output: { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ops' } },
  'cloudformation describe-stacks': { output: STACKS },
  'resourcegroupstaggingapi get-resources': { output: TAGGED },
  'lambda list-functions': { output: FUNCTIONS },
  'cloudformation ': {},
  'lambda delete-function': REPLICATED,
  's3api delete-bucket': {},
  'dynamodb ': { output: {} },
  'cognito-idp ': {},
};

async function destroy(recorded: Readonly<Record<string, Recorded>>, ...args: readonly string[]): Promise<Result> {
  await writeFile(join(folder, 'recorded.json'), JSON.stringify({ ...BEFORE, ...recorded }));
  const { accessKeyId, secretAccessKey } = rig.root;
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    AWS_ENDPOINT_URL_S3: rig.s3.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return operate('destroy', ['--stage', 'dev', ...args], { env });
}

const listAsked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
const listChanges = async () =>
  (await listAsked()).filter((line) => !/get-caller-identity|describe-stacks|get-resources|list-functions/.test(line));

describe('npm run destroy', () => {
  it('says what would go and what would stay, and changes nothing', async () => {
    const { code, stdout } = await destroy({}, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^goes {3}the stack Edgeshot-dev of the account 123456789012/m);
    expect(stdout).toMatch(/^goes {3}the function Edgeshot-dev-EdgePhotos1/m);
    for (const kept of ['the bucket edgeshot-uploads', 'the table', 'the user pool'])
      expect(stdout).toContain(`stays  ${kept}`);
    expect(stdout).not.toContain('Edgeshot-development');
    expect(await listChanges()).toEqual([]);
  });

  it('says of the function of bookings too that it would go, and not of those that go with the stack', async () => {
    const functions = { Functions: [...FUNCTIONS.Functions, OF_BOOKINGS, REGIONAL] };
    const { stdout } = await destroy({ 'lambda list-functions': { output: functions } }, '--dry-run');
    expect(stdout).toContain('the function Edgeshot-dev-PaymentsBooking2');
    expect(stdout).not.toContain('ReconcileBookings');
  });

  it('changes nothing where another name is typed', async () => {
    expect(await destroy({}, '--yes', 'Edgeshot-prod')).toMatchObject({ code: 2 });
    expect(await listChanges()).toEqual([]);
  });

  it('removes the stack, and says when to come back for what CloudFront still has', async () => {
    const { code, stderr } = await destroy({}, '--yes', 'Edgeshot-dev');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Say it again in some hours')]);
    expect(await listChanges()).toEqual([
      'cloudformation delete-stack --stack-name Edgeshot-dev',
      'cloudformation wait stack-delete-complete --stack-name Edgeshot-dev',
      'lambda delete-function --function-name Edgeshot-dev-EdgePhotos1',
    ]);
  });

  it('lifts the protection of a stack that has it, and touches nothing else where the stack stays', async () => {
    const protectedStack = { Stacks: [{ ...STACKS.Stacks[0], EnableTerminationProtection: true }] };
    const failed = { error: 'Waiter StackDeleteComplete failed: Waiter encountered a terminal failure state' };
    const recorded = { 'cloudformation describe-stacks': { output: protectedStack }, 'cloudformation wait': failed };
    const { code, stderr } = await destroy(
      { ...recorded, 'cloudformation ': {} },
      '--yes',
      'Edgeshot-dev',
      '--with-photos',
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining('still stands')]);
    expect((await listChanges())[0]).toContain('--no-enable-termination-protection');
    expect((await listChanges()).filter((line) => !line.startsWith('cloudformation'))).toEqual([]);
  });

  it('goes on where it stopped, and with --with-photos empties and removes what was kept', async () => {
    const recorded = { 'cloudformation describe-stacks': GONE, 'lambda delete-function': {} };
    const { code, stderr } = await destroy(recorded, '--yes', 'Edgeshot-dev', '--with-photos');
    expect([code, stderr]).toEqual([0, expect.stringContaining('is taken down')]);
    const changes = await listChanges();
    expect(changes.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'lambda delete-function',
      's3api delete-bucket',
      'dynamodb update-table',
      'dynamodb delete-table',
      'cognito-idp update-user-pool',
      'cognito-idp delete-user-pool',
    ]);
    const { Versions = [], DeleteMarkers = [] } = await rig.client.send(
      new ListObjectVersionsCommand({ Bucket: 'edgeshot-uploads' }),
    );
    expect([...Versions, ...DeleteMarkers]).toEqual([]);
  });

  it('takes for done what is gone already, though its tags are still listed', async () => {
    const gone = (code: string, operation: string) => ({
      error: `An error occurred (${code}) when calling the ${operation} operation: it does not exist`,
    });
    const arns = ['arn:aws:s3:::edgeshot-gone', 'arn:aws:dynamodb:us-east-1:123456789012:table/Edgeshot-dev-Gone'];
    const [, , pool] = TAGGED.ResourceTagMappingList;
    const recorded = {
      'cloudformation describe-stacks': GONE,
      'resourcegroupstaggingapi get-resources': {
        output: { ResourceTagMappingList: [...arns.map((ResourceARN) => ({ ResourceARN })), pool] },
      },
      'lambda delete-function': gone('ResourceNotFoundException', 'DeleteFunction'),
      's3api delete-bucket': gone('NoSuchBucket', 'DeleteBucket'),
      'dynamodb update-table': gone('ResourceNotFoundException', 'UpdateTable'),
      'dynamodb delete-table': gone('ResourceNotFoundException', 'DeleteTable'),
      'cognito-idp delete-user-pool': gone('ResourceNotFoundException', 'DeleteUserPool'),
    };
    const { code, stderr } = await destroy(recorded, '--yes', 'Edgeshot-dev', '--with-photos');
    expect([code, stderr]).toEqual([0, expect.stringContaining('is taken down')]);
    expect((await listChanges()).at(-1)).toContain('cognito-idp delete-user-pool');
  });

  it.each([
    ['dynamodb update-table', 'AccessDeniedException'],
    ['s3api delete-bucket', 'BucketNotEmpty'],
  ])('stops where %s fails with %s', async (words, failure) => {
    const error = `An error occurred (${failure}) when calling the operation: no`;
    const recorded = { 'cloudformation describe-stacks': GONE, 'lambda delete-function': {}, [words]: { error } };
    const { code, stderr } = await destroy(recorded, '--yes', 'Edgeshot-dev', '--with-photos');
    expect([code, stderr]).toEqual([1, expect.stringContaining(failure)]);
    expect((await listChanges()).at(-1)).toContain(words);
  });

  it.each([
    ['An error occurred (AccessDenied) when calling …: no', 'These AWS credentials may not do that'],
    ['Unable to locate credentials. You can configure credentials by running "aws configure".', 'No AWS credentials'],
  ])('says in one line where AWS says: %s', async (error, line) => {
    const { code, stdout, stderr } = await destroy({ 'cloudformation describe-stacks': { error } }, '--dry-run');
    expect([code, stdout, stderr.trimEnd().split('\n')]).toEqual([1, '', [expect.stringContaining(line)]]);
  });

  it('is done where nothing is left', async () => {
    const recorded = {
      'cloudformation describe-stacks': GONE,
      'lambda list-functions': { output: { Functions: [] } },
    };
    expect(await destroy(recorded)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing is left of it in the account 123456789012'),
    });
  });
});
