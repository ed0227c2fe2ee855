import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { IamPrincipal } from '../../../../../infra/local/aws/iam/credentials.ts';
import { evaluate } from '../../../../../infra/local/aws/iam/evaluate.ts';
import { listPermissionUse, listResourceUse } from '../../../../../infra/local/aws/iam/permission-use.ts';
import { findUnused, formatUnused } from '../../../../support/permission-use.ts';

const BUCKET = 'arn:aws:s3:::photos';

function createRole(): IamPrincipal {
  const read = { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:List*'], Resource: `${BUCKET}/*` } as const;
  const never = { Sid: 'Never', Effect: 'Deny', Action: 's3:PutObject', Resource: '*' } as const;
  const write = { Effect: 'Allow', Action: 's3:PutObject', Resource: `${BUCKET}/jobs/*` } as const;
  const policies = [{ Statement: [read, never, write] }];
  return { kind: 'role', name: 'arn:aws:iam::111122223333:role/r', policies };
}

describe('listPermissionUse', () => {
  it('tells of each action that is allowed whether something was granted by it', () => {
    const principal = createRole();
    const ask = (action: string, key: string) =>
      evaluate({ principal, action, resource: `${BUCKET}/${key}` }).isAllowed;
    const unused = () =>
      listPermissionUse(principal)
        .filter(({ isUsed }) => !isUsed)
        .map(({ action }) => action);
    expect(unused()).toEqual(['s3:GetObject', 's3:List*', 's3:PutObject']);
    expect(ask('s3:GetObject', 'a')).toBe(true);
    expect(ask('s3:ListMultipartUploadParts', 'a')).toBe(true);
    // Denied, and so granted by nothing.
    expect(ask('s3:PutObject', 'jobs/a')).toBe(false);
    expect(unused()).toEqual(['s3:PutObject']);
  });

  it('is of each role by itself', () => {
    const [one, other] = [createRole(), createRole()];
    evaluate({ principal: one, action: 's3:GetObject', resource: `${BUCKET}/a` });
    expect(listPermissionUse(other).some(({ isUsed }) => isUsed)).toBe(false);
  });
});

describe('listResourceUse', () => {
  const policy = {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: `${BUCKET}/*`,
      },
      { Sid: 'Never', Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `${BUCKET}/*` },
    ],
  } as const;
  const readAgain = () => JSON.parse(JSON.stringify(policy)) as typeof policy;

  it('tells by whom, and of each action whether it was granted, whoever has read the policy anew since', () => {
    const principal = { kind: 'service', name: 'cloudfront.amazonaws.com', policies: [] } as const;
    const ask = (action: string) =>
      evaluate({ principal, action, resource: `${BUCKET}/a`, resourcePolicy: readAgain() }).isAllowed;
    expect([ask('s3:GetObject'), ask('s3:DeleteObject')]).toEqual([true, false]);
    expect(listResourceUse(readAgain())).toEqual([
      { sid: 'cloudfront.amazonaws.com', action: 's3:GetObject', isUsed: true },
      { sid: 'cloudfront.amazonaws.com', action: 's3:PutObject', isUsed: false },
    ]);
  });
});

describe('findUnused', () => {
  it('names what no run has used, logs aside', async () => {
    const root = await mkdtemp(join(tmpdir(), 'edgeshot-use-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const write = (id: number, isUsed: boolean) => {
      const uses = [
        { sid: 'Read', action: 's3:GetObject', isUsed },
        { sid: '', action: 's3:PutObject', isUsed: false },
        { sid: 'Log', action: 'logs:PutLogEvents', isUsed: false },
      ];
      return writeFile(join(root, `permissions-${id}.json`), JSON.stringify({ Role01234567: uses }));
    };
    await write(1, false);
    await write(2, true);
    const found = await findUnused(root);
    expect(found).toEqual({ runs: 2, unexplained: ['Role - s3:PutObject'], explained: 0 });
    expect(found && formatUnused(found).slice(0, 2)).toEqual([
      'failed: permissions that none of 2 local runs used: 1 (0 more have their reason)',
      '  Role - s3:PutObject',
    ]);
  });

  it('lets pass what has its reason, and what a role of the same code has used', async () => {
    const root = await mkdtemp(join(tmpdir(), 'edgeshot-use-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const use = (sid: string, isUsed: boolean) => ({ sid, action: 's3:GetObject', isUsed });
    const roles = {
      One01234567: [use('Read', true)],
      Twin01234567: [use('Read', false), use('Look', false), use('See', false)],
    };
    await writeFile(join(root, 'permissions-1.json'), JSON.stringify(roles));
    const known = { reasons: { 'Twin Look s3:GetObject': 'why' }, twins: { Twin: 'One' } };
    expect(await findUnused(root, known)).toEqual({ runs: 1, unexplained: ['Twin See s3:GetObject'], explained: 2 });
  });

  it('has nothing to say where no local run has ended', async () => {
    const root = await mkdtemp(join(tmpdir(), 'edgeshot-use-'));
    onTestFinished(() => rm(root, { recursive: true }));
    expect(await findUnused(root)).toBeNull();
  });
});
