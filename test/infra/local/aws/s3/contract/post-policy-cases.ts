/** Forms that S3 refuses because their policy is none, or does not hold; each must store nothing. */
import {
  base64,
  tamper,
  withCondition,
  withConditions,
  withField,
  withPolicy,
  withUnnamedField,
} from './alter-form-draft.ts';
import { formatTags } from './post-accept-cases.ts';
import { refuses } from './post-case.ts';
import type { ContractCase } from './target.ts';

const DENIED = { status: 403, code: 'AccessDenied' };
const BAD_POLICY = { status: 400, code: 'InvalidPolicyDocument' };

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
  refuses('an expiration that is no time', BAD_POLICY, (draft) => withPolicy(draft, { expiration: 'tomorrow' })),
  refuses(
    'an expiration without a zone',
    BAD_POLICY,
    (draft) => withPolicy(draft, { expiration: '2099-01-01 00:00:00' }),
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
    (draft) => withUnnamedField(draft, 'bucket', 'another'),
    'Ceph ignores a bucket field',
  ),
  refuses('a policy that does not name the key', DENIED, (draft) => withConditions(draft, [{ bucket: draft.bucket }])),
  refuses('a key that differs in case', DENIED, (draft) => tamper(draft, 'key', (key) => key.replace('jobs', 'Jobs'))),
  refuses('a key outside its prefix', DENIED, (draft) =>
    withCondition(draft, 'key', ['starts-with', '$key', 'other/']),
  ),
  refuses('a Content-Type without a condition', DENIED, (draft) =>
    withUnnamedField(draft, 'Content-Type', 'text/html'),
  ),
  refuses('a success_action_status without a condition', DENIED, (draft) =>
    withUnnamedField(draft, 'success_action_status', '201'),
  ),
  refuses('tagging without a condition', DENIED, (draft) => withUnnamedField(draft, 'tagging', formatTags(1))),
  refuses('a field that a condition names and the form lacks', DENIED, (draft) =>
    withCondition(draft, 'x-amz-meta-job', { 'x-amz-meta-job': 'j-1' }),
  ),
  refuses('another page to go on to than was signed', DENIED, (draft) =>
    tamper(
      withField(draft, 'success_action_redirect', 'https://photos.example/sent'),
      'success_action_redirect',
      () => 'https://evil.example/',
    ),
  ),
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

export const POST_POLICY_CASES: readonly ContractCase[] = [...DOCUMENT, ...CONDITIONS];
