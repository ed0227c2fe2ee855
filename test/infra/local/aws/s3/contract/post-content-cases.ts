/** Forms that S3 refuses for what they hold or how they are written; each must store nothing. */
import { withCondition, withField, withUnnamedField } from './alter-form-draft.ts';
import { formatTags } from './post-accept-cases.ts';
import { refuses } from './post-case.ts';
import type { ContractCase } from './target.ts';

const BAD_ARGUMENT = { status: 400, code: 'InvalidArgument' };
const BAD_DIGEST = { status: 400, code: 'BadDigest' };
const BAD_TAG = { status: 400, code: 'InvalidTag' };

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
    (draft) => withUnnamedField(draft, 'x-ignore-bulk', 'x'.repeat(20_480)),
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
    alterBody: (body) => body.subarray(0, body.length - 12),
  })),
  refuses('a part without a name', { status: 400, code: 'MalformedPOSTRequest' }, (draft) => ({
    ...draft,
    alterBody: (body) => Buffer.from(body.toString('latin1').replace('; name="key"', ''), 'latin1'),
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

export const POST_CONTENT_CASES: readonly ContractCase[] = [...CONTENT, ...ENVELOPE];
