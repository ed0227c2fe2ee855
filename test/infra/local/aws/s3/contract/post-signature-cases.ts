/** Forms that S3 refuses because they were forged, or signed for another place or time; each must store nothing. */
import {
  base64,
  dropField,
  tamper,
  withConditions,
  withField,
  withFile,
  withPolicy,
  withScope,
  withUnnamedField,
} from './alter-form-draft.ts';
import { refuses } from './post-case.ts';
import { formatSecondFile } from './post-form-draft.ts';
import type { ContractCase } from './target.ts';

const DENIED = { status: 403, code: 'AccessDenied' };
const BAD_ARGUMENT = { status: 400, code: 'InvalidArgument' };
const BAD_SCOPE = { status: 400, code: 'AuthorizationQueryParametersError' };
const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' };

function flipFirst(text: string): string {
  return (text.startsWith('a') ? 'b' : 'a') + text.slice(1);
}

const FORGED: readonly ContractCase[] = [
  refuses('one changed byte in the policy', MISMATCH, (draft) =>
    tamper(draft, 'policy', (text) => base64(Buffer.from(text, 'base64').toString().replace('5,5', '5,6'))),
  ),
  refuses('one changed byte in the key', DENIED, (draft) => tamper(draft, 'key', (key) => `${key}x`)),
  refuses('one changed byte in the Content-Type', DENIED, (draft) =>
    tamper(withField(draft, 'Content-Type', 'image/jpeg'), 'Content-Type', () => 'image/jpeh'),
  ),
  refuses('one changed byte in the signature', MISMATCH, (draft) => tamper(draft, 'x-amz-signature', flipFirst)),
  refuses('a signature in capitals', MISMATCH, (draft) =>
    tamper(draft, 'x-amz-signature', (text) => text.toUpperCase()),
  ),
  refuses('an extra field', DENIED, (draft) => withUnnamedField(draft, 'x-amz-meta-extra', '1')),
  refuses('one byte too many', { status: 400, code: 'EntityTooLarge' }, (draft) => withFile(draft, 'hello!')),
  refuses('one byte too few', { status: 400, code: 'EntityTooSmall' }, (draft) => withFile(draft, 'hell')),
  refuses('a policy that has expired', DENIED, (draft) =>
    withPolicy(draft, { expiration: new Date(Date.now() - 1000).toISOString() }),
  ),
  refuses(
    'a form without a file',
    { status: 400, code: 'IncorrectNumberOfFilesInPostRequest' },
    (draft) => ({ ...withConditions(draft, [{ bucket: draft.bucket }, { key: draft.key }]), file: null }),
    'Ceph stores an empty object',
  ),
  refuses(
    'a second file',
    { status: 400, code: 'IncorrectNumberOfFilesInPostRequest' },
    (draft) => ({ ...draft, alterBody: formatSecondFile() }),
    'Ceph does not read past the file',
  ),
  refuses('a key that stands after the file', { status: 400, code: 'UserKeyMustBeSpecified' }, (draft) => ({
    ...draft,
    fields: [],
    fieldsAfterFile: [{ name: 'key', value: draft.key }],
  })),
  refuses(
    'a field given twice',
    BAD_ARGUMENT,
    (draft) => ({ ...draft, fields: [{ name: 'key', value: `${draft.key}x` }, ...draft.fields] }),
    'Ceph takes one of the two',
  ),
  refuses('a secret that is not the key’s', MISMATCH, (draft) => ({ ...draft, secretAccessKey: 'wrong' })),
  refuses('an unknown access key', { status: 403, code: 'InvalidAccessKeyId' }, (draft) => ({
    ...draft,
    accessKeyId: 'AKIAUNKNOWN000000000',
  })),
  refuses('no policy and no signature', DENIED, (draft) => ({
    ...draft,
    afterSigning: (fields) => fields.filter(({ name }) => name === 'key'),
  })),
  refuses(
    'Signature Version 2',
    { status: 400, code: 'InvalidRequest' },
    (draft) => ({
      ...draft,
      afterSigning: (fields) => [
        ...fields.filter(({ name }) => !name.startsWith('x-amz-')),
        { name: 'AWSAccessKeyId', value: draft.accessKeyId },
        { name: 'signature', value: 'c2lnbmF0dXJl' },
      ],
    }),
    'Ceph still checks Signature Version 2, and finds it wrong',
  ),
  refuses(
    'a session token that the key does not have',
    { status: 400, code: 'InvalidToken' },
    (draft) => withField(draft, 'x-amz-security-token', 'token'),
    'Ceph asks STS first and answers 403',
  ),
];

const SCOPE: readonly ContractCase[] = [
  refuses('no x-amz-signature', BAD_ARGUMENT, (draft) => dropField(draft, 'x-amz-signature')),
  refuses('no x-amz-credential', BAD_ARGUMENT, (draft) => dropField(draft, 'x-amz-credential')),
  refuses('no x-amz-algorithm', BAD_ARGUMENT, (draft) => dropField(draft, 'x-amz-algorithm')),
  refuses('no x-amz-date', BAD_ARGUMENT, (draft) => dropField(draft, 'x-amz-date')),
  refuses('another algorithm', BAD_ARGUMENT, (draft) => tamper(draft, 'x-amz-algorithm', () => 'AWS4-HMAC-SHA1')),
  refuses(
    'a scope of another region',
    BAD_SCOPE,
    (draft) => withScope(draft, (scope) => scope.replace(/us-east-1|default/, 'eu-west-3')),
    'Ceph takes any region',
  ),
  refuses(
    'a scope of another service',
    BAD_SCOPE,
    (draft) => withScope(draft, (scope) => scope.replace('/s3/', '/sqs/')),
    'Ceph signs with whatever scope it is told',
  ),
  refuses(
    'a scope of another day than the date’s',
    BAD_SCOPE,
    (draft) => withScope(draft, (scope) => scope.replace(/^\d{8}/, '20200101')),
    'Ceph signs with whatever scope it is told',
  ),
  refuses(
    'a scope that is cut short',
    BAD_SCOPE,
    (draft) => withScope(draft, (scope) => scope.replace('/aws4_request', '')),
    'Ceph signs with whatever scope it is told',
  ),
  refuses(
    'a form signed an hour ahead of time',
    { status: 403, code: 'RequestTimeTooSkewed' },
    (draft, { target }) => {
      const timestamp = new Date(Date.now() + 3_600_000).toISOString().replace(/[-:]|\.\d{3}/g, '');
      return { ...draft, timestamp, scope: `${timestamp.slice(0, 8)}/${target.region}/s3/aws4_request` };
    },
    'Ceph does not look at the date of a form',
  ),
];

export const POST_SIGNATURE_CASES: readonly ContractCase[] = [...FORGED, ...SCOPE];
