/** POST Object: an upload by an HTML form, allowed by a signed policy ("Browser-based uploads using POST"). SigV4 only. */
import { deriveSigningKey, hmacHex } from '../iam/canonical-request.ts';
import type { Credential, CredentialStore } from '../iam/credentials.ts';
import { parseCredential, parseTimestamp } from '../iam/parse-authorization.ts';
import { checkSessionToken, equalsHex } from '../iam/verify-signature.ts';
import { ANONYMOUS } from './authenticate.ts';
import type { Bucket } from './bucket.ts';
import { MAX_OBJECT_BYTES } from './constants.ts';
import { parseDeclaredDigests } from './declared-digests.ts';
import { parseEncryption, parseObjectHeaders } from './described-object.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion } from './object-version.ts';
import {
  answerEmpty,
  answerXml,
  type Call,
  type Caller,
  requireBucket,
  type S3Answer,
  type S3Environment,
} from './operation.ts';
import { parseBoundary, parsePostForm } from './post-form.ts';
import { checkPostPolicy, findLengthRange, parsePostPolicy } from './post-policy.ts';
import { authorizePut } from './put-object.ts';
import type { S3Request } from './request.ts';
import { checkKey, storeObject, toChecksumHeaders, toVersionHeaders } from './store-object.ts';
import { parseTagging } from './tags.ts';
import { formatXml } from './xml.ts';

type Fields = ReadonlyMap<string, string>;

/** A signing key lives for seven days, and so does what it signed. */
const MAX_SIGNATURE_AGE_MS = 7 * 24 * 60 * 60 * 1000;
const MAX_SKEW_MS = 15 * 60 * 1000;

function missingField(name: string): S3Error {
  return new S3Error(
    'InvalidArgument',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    { ArgumentName: name, ArgumentValue: '' },
  );
}

/** Fields by lower-case name. AWS does not say what a field given twice means, so it is refused here. */
function toFields(pairs: readonly { readonly name: string; readonly value: string }[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const { name, value } of pairs) {
    if (fields.has(name.toLowerCase())) {
      throw new S3Error('InvalidArgument', `The form field ${name} is given more than once.`, {
        ArgumentName: name,
        ArgumentValue: '',
      });
    }
    fields.set(name.toLowerCase(), value);
  }
  return fields;
}

/** `${filename}` becomes the file's name without its path, wherever the uploader may fill in a value. */
function expandFilename(fields: Fields, filename: string): Fields {
  const name = filename.replace(/^.*[/\\]/s, '');
  const isFixed = (field: string): boolean => /^(?:policy|bucket|x-amz-(?!meta-).*)$/.test(field);
  return new Map(
    [...fields].map(([field, value]) => [field, isFixed(field) ? value : value.replace(/\$\{filename\}/g, () => name)]),
  );
}

function findCredential(fields: Fields, options: PostOptions): { credential: Credential; signingKey: Buffer } {
  const { credentials, environment } = options;
  const text = fields.get('x-amz-credential') ?? '';
  const parsed = parseCredential(text);
  const malformed = (detail: string): S3Error =>
    new S3Error('AuthorizationQueryParametersError', `Error parsing the X-Amz-Credential parameter; ${detail}`);
  if (parsed === null) {
    throw malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  }
  const { accessKeyId, scope } = parsed;
  if (scope.region !== environment.region) {
    throw malformed(`the region '${scope.region}' is wrong; expecting '${environment.region}'`);
  }
  if (scope.service !== 's3') {
    throw malformed(`incorrect service "${scope.service}". This endpoint belongs to "s3".`);
  }
  const signedAtMs = parseTimestamp(fields.get('x-amz-date') ?? '');
  if (signedAtMs === null) {
    throw new S3Error('InvalidArgument', 'X-Amz-Date must be formated via ISO8601 Long format', {
      ArgumentName: 'X-Amz-Date',
      ArgumentValue: fields.get('x-amz-date') ?? '',
    });
  }
  if (!fields.get('x-amz-date')?.startsWith(scope.date)) {
    throw malformed(`incorrect date "${scope.date}". This date in the Credential must match X-Amz-Date.`);
  }
  const credential = credentials.find(accessKeyId);
  if (credential === null) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: accessKeyId });
  }
  return { credential, signingKey: deriveSigningKey(credential.secretAccessKey, scope) };
}

function checkSigningTime(fields: Fields, nowMs: number): number {
  const ageMs = nowMs - (parseTimestamp(fields.get('x-amz-date') ?? '') ?? 0);
  if (ageMs < -MAX_SKEW_MS) {
    throw new S3Error('RequestTimeTooSkewed');
  }
  if (ageMs > MAX_SIGNATURE_AGE_MS) {
    throw new S3Error('AccessDenied', 'Invalid according to Policy: Policy expired.');
  }
  return ageMs;
}

function authenticateForm(fields: Fields, options: PostOptions): Caller {
  if (fields.has('awsaccesskeyid') || fields.has('signature')) {
    throw new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  for (const name of ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature']) {
    if (!fields.get(name.toLowerCase())) {
      throw missingField(name);
    }
  }
  if (fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new S3Error('InvalidArgument', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"', {
      ArgumentName: 'X-Amz-Algorithm',
      ArgumentValue: fields.get('x-amz-algorithm') ?? '',
    });
  }
  const { credential, signingKey } = findCredential(fields, options);
  const policy = fields.get('policy') ?? '';
  if (!equalsHex(hmacHex(signingKey, policy), fields.get('x-amz-signature') ?? '')) {
    throw new S3Error('SignatureDoesNotMatch', undefined, {
      AWSAccessKeyId: credential.accessKeyId,
      StringToSign: policy,
      SignatureProvided: fields.get('x-amz-signature') ?? '',
    });
  }
  const nowMs = options.environment.now();
  const tokenFault = checkSessionToken(credential, fields.get('x-amz-security-token'), nowMs);
  if (tokenFault !== null) {
    throw new S3Error(tokenFault === 'bad-token' ? 'InvalidToken' : 'ExpiredToken');
  }
  return {
    principal: credential.principal,
    authType: 'POST',
    signatureAgeMs: checkSigningTime(fields, nowMs),
    signature: null,
  };
}

export interface PostOptions {
  readonly environment: S3Environment;
  readonly credentials: CredentialStore;
}

function checkEnvelope(request: S3Request): { readonly boundary: string; readonly contentLength: number } {
  const boundary = parseBoundary(request.header('content-type'));
  if (boundary === null) {
    throw new S3Error('RequestIsNotMultiPartContent');
  }
  const contentLength = request.header('content-length');
  if (contentLength === null) {
    throw new S3Error('MissingContentLength');
  }
  if (request.header('authorization') !== null || request.parameter('X-Amz-Algorithm') !== null) {
    throw new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: '' },
    );
  }
  return { boundary, contentLength: Number(contentLength) };
}

function createSizeCheck(range: { readonly min: number; readonly max: number }): (size: number) => void {
  return (size) => {
    if (size > range.max) {
      throw new S3Error('EntityTooLarge', undefined, {
        ProposedSize: String(size),
        MaxSizeAllowed: String(range.max),
      });
    }
  };
}

function checkMinimum(size: number, min: number): void {
  if (size < min) {
    throw new S3Error('EntityTooSmall', undefined, { ProposedSize: String(size), MinSizeAllowed: String(min) });
  }
}

function parseRedirect(fields: Fields): URL | null {
  const text = fields.get('success_action_redirect') ?? fields.get('redirect') ?? '';
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
}

function formatLocation(request: S3Request, bucket: Bucket, key: string): string {
  const isVirtual = request.host.toLowerCase().startsWith(`${bucket.record.name}.`);
  const path = encodeURIComponent(key);
  return isVirtual ? `http://${request.host}/${path}` : `http://${request.host}/${bucket.record.name}/${path}`;
}

function answerSuccess(request: S3Request, bucket: Bucket, version: ObjectVersion, fields: Fields): S3Answer {
  const etag = `"${version.etag}"`;
  const location = formatLocation(request, bucket, version.key);
  const headers = { etag, location, ...toVersionHeaders(bucket, version), ...toChecksumHeaders(version) };
  const redirect = parseRedirect(fields);
  if (redirect !== null) {
    redirect.searchParams.append('bucket', bucket.record.name);
    redirect.searchParams.append('key', version.key);
    redirect.searchParams.append('etag', etag);
    return answerEmpty(303, { ...headers, location: redirect.href });
  }
  const status = fields.get('success_action_status');
  if (status !== '201') {
    return answerEmpty(status === '200' ? 200 : 204, headers);
  }
  const xml = formatXml('PostResponse', [
    ['Location', location],
    ['Bucket', bucket.record.name],
    ['Key', version.key],
    ['ETag', etag],
  ]);
  return { ...answerXml(xml, headers), status: 201 };
}

/** The fields as conditions see them: `bucket` is the bucket that was really addressed. */
function withBucket(fields: Fields, bucketName: string): Fields {
  const claimed = fields.get('bucket');
  if (claimed !== undefined && claimed !== bucketName) {
    throw new S3Error(
      'AccessDenied',
      `Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "${claimed}"]`,
    );
  }
  return new Map([...fields, ['bucket', bucketName]]);
}

export async function postObject(request: S3Request, options: PostOptions): Promise<S3Answer> {
  const { environment } = options;
  const { boundary } = checkEnvelope(request);
  const form = await parsePostForm(request.body, boundary);
  const { file } = form;
  const fields = expandFilename(toFields(form.fields), file?.filename ?? '');
  const key = fields.get('key');
  if (!key) {
    throw new S3Error(
      'UserKeyMustBeSpecified',
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    );
  }
  const hasPolicy = fields.has('policy');
  const caller = hasPolicy || fields.has('x-amz-signature') ? authenticateForm(fields, options) : ANONYMOUS;
  const bucket = requireBucket(environment, request.bucket);
  const policy = hasPolicy ? parsePostPolicy(fields.get('policy') ?? '') : null;
  if (policy !== null) {
    checkPostPolicy(policy, withBucket(fields, bucket.record.name), environment.now());
  }
  const call: Call = { request, caller, environment };
  checkKey(key);
  const tagging = fields.get('tagging');
  const tags = tagging ? parseTagging(tagging) : [];
  authorizePut(call, key, tags);
  if (file === null) {
    throw new S3Error('IncorrectNumberOfFilesInPostRequest', undefined, { ArgumentName: 'file', ArgumentValue: '0' });
  }
  const read = (name: string): string | null => fields.get(name) ?? null;
  const headers = parseObjectHeaders(read, fields.keys());
  const encryption = parseEncryption(read);
  const declared = parseDeclaredDigests(read);
  const range = policy === null ? { min: 0, max: MAX_OBJECT_BYTES } : findLengthRange(policy, MAX_OBJECT_BYTES);
  const draft = await environment.store.receive(file.content, {
    digests: declared.names,
    checkSize: createSizeCheck(range),
  });
  try {
    checkMinimum(draft.size, range.min);
    const checksums = declared.verify(draft.digests, new Map());
    const version = await storeObject(call, bucket, draft, {
      key,
      headers,
      tags,
      checksums,
      encryption,
      event: 'ObjectCreated:Post',
    });
    return answerSuccess(request, bucket, version, fields);
  } finally {
    await draft.discard();
  }
}
