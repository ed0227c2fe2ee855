/** Forms that S3 refuses; each must store nothing. */
import { formatTags } from './post-accept-cases.ts';
import { refuses } from './post-case.ts';
import {
  dropField,
  type FormDraft,
  formatSecondFile,
  replaceField,
  withCondition,
  withField,
} from './post-form-draft.ts';
import type { ContractCase } from './target.ts';

const DENIED = { status: 403, code: 'AccessDenied' };
const BAD_POLICY = { status: 400, code: 'InvalidPolicyDocument' };
const BAD_ARGUMENT = { status: 400, code: 'InvalidArgument' };
const BAD_SCOPE = { status: 400, code: 'AuthorizationQueryParametersError' };
const BAD_DIGEST = { status: 400, code: 'BadDigest' };
const BAD_TAG = { status: 400, code: 'InvalidTag' };
const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' };

function flipFirst(text: string): string {
  return (text.startsWith('a') ? 'b' : 'a') + text.slice(1);
}

function tamper(name: string, change: (value: string) => string): Pick<FormDraft, 'afterSigning'> {
  return {
    afterSigning: (fields) =>
      fields.map((field) => (field.name === name ? { name, value: change(field.value) } : field)),
  };
}

function withConditions(draft: FormDraft, conditions: unknown): FormDraft {
  return { ...draft, policy: { ...draft.policy, conditions } };
}

function withFile(draft: FormDraft, body: string): FormDraft {
  return { ...draft, file: { body: Buffer.from(body), filename: 'photo.jpg' } };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const FORGED: readonly ContractCase[] = [
  refuses('one changed byte in the policy', MISMATCH, (draft) => ({
    ...draft,
    ...tamper('policy', (text) => base64(Buffer.from(text, 'base64').toString().replace('5,5', '5,6'))),
  })),
  refuses('one changed byte in the key', DENIED, (draft) => ({ ...draft, ...tamper('key', (key) => `${key}x`) })),
  refuses('one changed byte in the Content-Type', DENIED, (draft) => ({
    ...withField(draft, 'Content-Type', 'image/jpeg'),
    afterSigning: replaceField('Content-Type', 'image/jpeh'),
  })),
  refuses('one changed byte in the signature', MISMATCH, (draft) => ({
    ...draft,
    ...tamper('x-amz-signature', flipFirst),
  })),
  refuses('a signature in capitals', MISMATCH, (draft) => ({
    ...draft,
    ...tamper('x-amz-signature', (text) => text.toUpperCase()),
  })),
  refuses('an extra field', DENIED, (draft) => ({
    ...draft,
    fields: [...draft.fields, { name: 'x-amz-meta-extra', value: '1' }],
  })),
  refuses('one byte too many', { status: 400, code: 'EntityTooLarge' }, (draft) => withFile(draft, 'hello!')),
  refuses('one byte too few', { status: 400, code: 'EntityTooSmall' }, (draft) => withFile(draft, 'hell')),
  refuses('a policy that has expired', DENIED, (draft) => ({
    ...draft,
    policy: { ...draft.policy, expiration: new Date(Date.now() - 1000).toISOString() },
  })),
  refuses(
    'a form without a file',
    { status: 400, code: 'IncorrectNumberOfFilesInPostRequest' },
    (draft) => ({ ...withConditions(draft, [{ bucket: draft.bucket }, { key: draft.key }]), file: null }),
    'Ceph stores an empty object',
  ),
  refuses(
    'a second file',
    { status: 400, code: 'IncorrectNumberOfFilesInPostRequest' },
    (draft) => ({ ...draft, bendBody: formatSecondFile() }),
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
  refuses('no x-amz-signature', BAD_ARGUMENT, (draft) => ({ ...draft, afterSigning: dropField('x-amz-signature') })),
  refuses('no x-amz-credential', BAD_ARGUMENT, (draft) => ({ ...draft, afterSigning: dropField('x-amz-credential') })),
  refuses('no x-amz-algorithm', BAD_ARGUMENT, (draft) => ({ ...draft, afterSigning: dropField('x-amz-algorithm') })),
  refuses('no x-amz-date', BAD_ARGUMENT, (draft) => ({ ...draft, afterSigning: dropField('x-amz-date') })),
  refuses('another algorithm', BAD_ARGUMENT, (draft) => ({
    ...draft,
    afterSigning: replaceField('x-amz-algorithm', 'AWS4-HMAC-SHA1'),
  })),
  refuses(
    'a scope of another region',
    BAD_SCOPE,
    (draft) => ({ ...draft, scope: draft.scope.replace(/us-east-1|default/, 'eu-west-3') }),
    'Ceph takes any region',
  ),
  refuses(
    'a scope of another service',
    BAD_SCOPE,
    (draft) => ({
      ...draft,
      scope: draft.scope.replace('/s3/', '/sqs/'),
    }),
    'Ceph signs with whatever scope it is told',
  ),
  refuses(
    'a scope of another day than the date’s',
    BAD_SCOPE,
    (draft) => ({
      ...draft,
      scope: draft.scope.replace(/^\d{8}/, '20200101'),
    }),
    'Ceph signs with whatever scope it is told',
  ),
  refuses(
    'a scope that is cut short',
    BAD_SCOPE,
    (draft) => ({
      ...draft,
      scope: draft.scope.replace('/aws4_request', ''),
    }),
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

const DOCUMENT: readonly ContractCase[] = [
  refuses('a policy that is no base64', BAD_POLICY, (draft) => ({ ...draft, policyText: '%%%%' })),
  refuses('a policy that is no JSON', BAD_POLICY, (draft) => ({ ...draft, policyText: base64('{"expiration"') })),
  refuses('a policy that is no object', BAD_POLICY, (draft) => ({ ...draft, policyText: base64('[]') })),
  refuses('a policy without an expiration', BAD_POLICY, (draft) => ({
    ...draft,
    policy: { conditions: draft.policy.conditions },
  })),
  refuses('an expiration in capitals', BAD_POLICY, (draft) => ({
    ...draft,
    policy: { EXPIRATION: draft.policy.expiration, conditions: draft.policy.conditions },
  })),
  refuses('an expiration that is no time', BAD_POLICY, (draft) => ({
    ...draft,
    policy: { ...draft.policy, expiration: 'tomorrow' },
  })),
  refuses(
    'an expiration without a zone',
    BAD_POLICY,
    (draft) => ({
      ...draft,
      policy: { ...draft.policy, expiration: '2099-01-01 00:00:00' },
    }),
    'Ceph reads more forms of time',
  ),
  refuses('a policy without conditions', BAD_POLICY, (draft) => ({
    ...draft,
    policy: { expiration: draft.policy.expiration },
  })),
  refuses('conditions that are no list', BAD_POLICY, (draft) => withConditions(draft, { key: draft.key })),
  refuses('an empty condition', BAD_POLICY, (draft) => withConditions(draft, [{}])),
  refuses('an unknown operator', BAD_POLICY, (draft) => withCondition(draft, 'key', ['ends-with', '$key', 'jpg'])),
  refuses(
    'a condition’s field without its $',
    BAD_POLICY,
    (draft) => withConditions(draft, [{ bucket: draft.bucket }, ['eq', 'key', draft.key]]),
    'Ceph calls it a policy that does not match (403)',
  ),
  refuses('a length range of one bound', BAD_POLICY, (draft) =>
    withConditions(draft, [{ bucket: draft.bucket }, { key: draft.key }, ['content-length-range', 5]]),
  ),
  refuses(
    'a negative length',
    BAD_POLICY,
    (draft) => withConditions(draft, [{ bucket: draft.bucket }, { key: draft.key }, ['content-length-range', -1, 5]]),
    'Ceph takes a negative bound',
  ),
];

const CONDITIONS: readonly ContractCase[] = [
  refuses('a policy that does not name the bucket', DENIED, (draft) => withConditions(draft, [{ key: draft.key }])),
  refuses('a policy of another bucket', DENIED, (draft) => withCondition(draft, 'bucket', { bucket: 'another' })),
  refuses(
    'a bucket field that is not the bucket',
    DENIED,
    (draft) => ({
      ...draft,
      fields: [...draft.fields, { name: 'bucket', value: 'another' }],
    }),
    'Ceph ignores a bucket field',
  ),
  refuses('a policy that does not name the key', DENIED, (draft) => withConditions(draft, [{ bucket: draft.bucket }])),
  refuses('a key that differs in case', DENIED, (draft) => ({
    ...draft,
    ...tamper('key', (key) => key.replace('jobs', 'Jobs')),
  })),
  refuses('a key outside its prefix', DENIED, (draft) =>
    withCondition(draft, 'key', ['starts-with', '$key', 'other/']),
  ),
  refuses('a Content-Type without a condition', DENIED, (draft) => ({
    ...draft,
    fields: [...draft.fields, { name: 'Content-Type', value: 'text/html' }],
  })),
  refuses('a success_action_status without a condition', DENIED, (draft) => ({
    ...draft,
    fields: [...draft.fields, { name: 'success_action_status', value: '201' }],
  })),
  refuses('tagging without a condition', DENIED, (draft) => ({
    ...draft,
    fields: [...draft.fields, { name: 'tagging', value: formatTags(1) }],
  })),
  refuses('a field that a condition names and the form lacks', DENIED, (draft) =>
    withCondition(draft, 'x-amz-meta-job', { 'x-amz-meta-job': 'j-1' }),
  ),
  refuses('another page to go on to than was signed', DENIED, (draft) => ({
    ...withField(draft, 'success_action_redirect', 'https://photos.example/sent'),
    afterSigning: replaceField('success_action_redirect', 'https://evil.example/'),
  })),
  refuses(
    'a missing field even where any beginning would do',
    DENIED,
    (draft) => withCondition(draft, 'Content-Type', ['starts-with', '$Content-Type', '']),
    'Ceph takes a missing field for an empty one',
  ),
  refuses(
    'a Content-Type list with one member of another kind',
    DENIED,
    (draft) =>
      withCondition(withField(draft, 'Content-Type', 'image/jpeg,text/html'), 'Content-Type', [
        'starts-with',
        '$Content-Type',
        'image/',
      ]),
    'Ceph looks at the beginning of the whole value',
  ),
];

const CONTENT: readonly ContractCase[] = [
  refuses(
    'a Content-MD5 of other bytes',
    BAD_DIGEST,
    (draft) => withField(draft, 'Content-MD5', 'AAAAAAAAAAAAAAAAAAAAAA=='),
    'Ceph ignores this form field',
  ),
  refuses(
    'a Content-MD5 that is none',
    { status: 400, code: 'InvalidDigest' },
    (draft) => withField(draft, 'Content-MD5', 'short'),
    'Ceph ignores this form field',
  ),
  refuses(
    'a checksum of other bytes',
    BAD_DIGEST,
    (draft) =>
      withField(withField(draft, 'x-amz-checksum-algorithm', 'SHA256'), 'x-amz-checksum-sha256', `${'A'.repeat(43)}=`),
    'Ceph 18 ignores this form field',
  ),
  refuses(
    'a checksum algorithm without its checksum',
    { status: 400, code: 'InvalidRequest' },
    (draft) => withField(draft, 'x-amz-checksum-algorithm', 'SHA256'),
    'Ceph 18 ignores this form field',
  ),
  refuses('tagging that is no XML', { status: 400, code: 'MalformedXML' }, (draft) =>
    withField(draft, 'tagging', '<Tagging><TagSet>'),
  ),
  refuses(
    'tagging with another root',
    { status: 400, code: 'MalformedXML' },
    (draft) => withField(draft, 'tagging', '<Tags></Tags>'),
    'Ceph looks for tags anywhere',
  ),
  refuses('11 tags', BAD_TAG, (draft) => withField(draft, 'tagging', formatTags(11))),
  refuses('a tag key of 129 characters', BAD_TAG, (draft) =>
    withField(draft, 'tagging', formatTags(1).replace('k0', 'k'.repeat(129))),
  ),
  refuses('a tag value of 257 characters', BAD_TAG, (draft) =>
    withField(draft, 'tagging', formatTags(1).replace('v', 'v'.repeat(257))),
  ),
  refuses(
    'a tag value outside the alphabet',
    BAD_TAG,
    (draft) => withField(draft, 'tagging', formatTags(1).replace('>v<', '>a;b?<')),
    'Ceph takes any character',
  ),
  refuses(
    'a tag key given twice',
    BAD_TAG,
    (draft) => withField(draft, 'tagging', formatTags(2).replace('k1', 'k0')),
    'Ceph keeps the last of the two',
  ),
  refuses(
    '2,049 bytes of user metadata',
    { status: 400, code: 'MetadataTooLarge' },
    (draft) => withField(draft, 'x-amz-meta-note', 'm'.repeat(2045)),
    'Ceph allows more user metadata',
  ),
  refuses(
    'a key of 1,025 bytes',
    { status: 400, code: 'KeyTooLongError' },
    (draft) => ({
      ...withCondition(draft, 'key', ['starts-with', '$key', 'k']),
      fields: [{ name: 'key', value: 'k'.repeat(1025) }],
    }),
    'Ceph does not bound the key of a form',
  ),
  refuses('an empty key', { status: 400, code: 'UserKeyMustBeSpecified' }, (draft) => ({
    ...withCondition(draft, 'key', ['starts-with', '$key', '']),
    fields: [{ name: 'key', value: '' }],
  })),
];

const ENVELOPE: readonly ContractCase[] = [
  refuses(
    'fields of more than 20 KB before the file',
    { status: 400, code: 'MaxPostPreDataLengthExceededError' },
    (draft) => ({ ...draft, fields: [...draft.fields, { name: 'x-ignore-bulk', value: 'x'.repeat(20_480) }] }),
    'Ceph allows 1 MiB a field',
  ),
  refuses('a body without a length', { status: 411, code: 'MissingContentLength' }, (draft) => ({
    ...draft,
    isChunked: true,
  })),
  refuses(
    'a body that is no multipart',
    { status: 412, code: 'RequestIsNotMultiPartContent' },
    (draft) => ({
      ...draft,
      contentType: 'application/x-www-form-urlencoded',
    }),
    'Ceph answers 400',
  ),
  refuses(
    'a multipart without a boundary',
    { status: 412, code: 'RequestIsNotMultiPartContent' },
    (draft) => ({
      ...draft,
      contentType: 'multipart/form-data',
    }),
    'Ceph answers 400',
  ),
  refuses('a body that breaks off in the file', { status: 400, code: 'MalformedPOSTRequest' }, (draft) => ({
    ...draft,
    bendBody: (body) => body.subarray(0, body.length - 12),
  })),
  refuses('a part without a name', { status: 400, code: 'MalformedPOSTRequest' }, (draft) => ({
    ...draft,
    bendBody: (body) => Buffer.from(body.toString('latin1').replace('; name="key"', ''), 'latin1'),
  })),
  refuses('an Authorization header beside the form', BAD_ARGUMENT, (draft) => ({
    ...draft,
    headers: { Authorization: 'Bearer token' },
  })),
  refuses(
    'a form for a key instead of a bucket',
    { status: 405, code: 'MethodNotAllowed' },
    (draft) => ({
      ...draft,
      path: `/${draft.bucket}/${draft.key}`,
    }),
    'Ceph takes a form at a key',
  ),
  refuses('a bucket that is not there', { status: 404, code: 'NoSuchBucket' }, (draft) => ({
    ...withCondition(draft, 'bucket', { bucket: 'nowhere-to-be-found' }),
    path: '/nowhere-to-be-found',
  })),
];

export const POST_REFUSE_CASES: readonly ContractCase[] = [
  ...FORGED,
  ...SCOPE,
  ...DOCUMENT,
  ...CONDITIONS,
  ...CONTENT,
  ...ENVELOPE,
];
