/** Proves who signed the policy of a form (SigV4 only) and words every fault as S3 does. */
import { hmacHex, toVerifyingKey } from '../iam/canonical-request.ts';
import type { Credential, CredentialStore } from '../iam/credentials.ts';
import { parseCredential, parseTimestamp } from '../iam/parse-authorization.ts';
import { checkSessionToken, equalsHex } from '../iam/verify-signature.ts';
import type { Caller } from './caller.ts';
import { S3Error } from './errors.ts';
import type { S3Environment } from './operation.ts';

/** Values of the form by lower-case name. */
export type FormFields = ReadonlyMap<string, string>;

export interface PostOptions {
  readonly environment: S3Environment;
  readonly credentials: CredentialStore;
}

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

function findCredential(fields: FormFields, options: PostOptions): { credential: Credential; signingKey: Buffer } {
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
  if (scope.service !== 's3') throw malformed(`incorrect service "${scope.service}". This endpoint belongs to "s3".`);
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
  if (credential === null) throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: accessKeyId });
  return { credential, signingKey: toVerifyingKey(credential.secretAccessKey, scope) };
}

function checkSigningTime(fields: FormFields, nowMs: number): number {
  const ageMs = nowMs - (parseTimestamp(fields.get('x-amz-date') ?? '') ?? 0);
  if (ageMs < -MAX_SKEW_MS) throw new S3Error('RequestTimeTooSkewed');
  if (ageMs > MAX_SIGNATURE_AGE_MS) throw new S3Error('AccessDenied', 'Invalid according to Policy: Policy expired.');
  return ageMs;
}

/** @throws {S3Error} when a field of the signature is missing or wrong, or the signature is none of a key that is known. */
export function authenticateForm(fields: FormFields, options: PostOptions): Caller {
  if (fields.has('awsaccesskeyid') || fields.has('signature')) {
    throw new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  for (const name of ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature', 'Policy']) {
    if (!fields.get(name.toLowerCase())) throw missingField(name);
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
  if (tokenFault !== null) throw new S3Error(tokenFault === 'bad-token' ? 'InvalidToken' : 'ExpiredToken');
  return {
    principal: credential.principal,
    authType: 'POST',
    signatureAgeMs: checkSigningTime(fields, nowMs),
    signature: null,
  };
}
