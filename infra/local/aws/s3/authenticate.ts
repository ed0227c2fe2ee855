/** Proves who sent a request by header or query (SigV4), and words every fault as S3 does. */
import type { CredentialStore } from '../iam/credentials.ts';
import { type SignatureResult, type VerificationFault, verifySignature } from '../iam/verify-signature.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

type Fault = Extract<SignatureResult, { kind: 'fault' }>;

function toSignatureMismatch(fault: Fault): S3Error {
  return new S3Error('SignatureDoesNotMatch', undefined, {
    AWSAccessKeyId: fault.accessKeyId ?? '',
    StringToSign: fault.stringToSign ?? '',
    CanonicalRequest: fault.canonicalRequest ?? '',
  });
}

function toMalformed(fault: Fault, region: string): S3Error {
  const details: Record<string, string> = fault.fault === 'wrong-scope' ? { Region: region } : {};
  return fault.via === 'header'
    ? new S3Error('AuthorizationHeaderMalformed', `The authorization header is malformed; ${fault.detail}`, details)
    : new S3Error(
        'AuthorizationQueryParametersError',
        `Error parsing the X-Amz-Credential parameter; ${fault.detail}`,
        details,
      );
}

/** Each fault in S3's words. */
const ERRORS: Readonly<Record<VerificationFault, (fault: Fault, region: string) => S3Error>> = {
  'two-mechanisms': () =>
    new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    ),
  'unsupported-mechanism': () =>
    new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ),
  malformed: toMalformed,
  'wrong-scope': toMalformed,
  'unknown-key': ({ accessKeyId = '' }) =>
    new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: accessKeyId }),
  'bad-token': () => new S3Error('InvalidToken'),
  'expired-token': () => new S3Error('ExpiredToken'),
  'bad-date': ({ via }) =>
    via === 'header'
      ? new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header')
      : new S3Error('AuthorizationQueryParametersError', 'X-Amz-Date must be in the ISO8601 Long Format'),
  skewed: ({ detail }) =>
    new S3Error('RequestTimeTooSkewed', undefined, { RequestTime: detail, MaxAllowedSkewMilliseconds: '900000' }),
  'not-yet-valid': () => new S3Error('AccessDenied', 'Request is not valid yet'),
  expired: ({ detail }) => new S3Error('AccessDenied', 'Request has expired', { 'X-Amz-Expires': detail }),
  'headers-not-signed': ({ detail }) =>
    new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: detail,
    }),
  'no-match': toSignatureMismatch,
};

/** @throws {S3Error} when a signature is there and does not hold. */
export function authenticate(
  request: S3Request,
  options: { readonly credentials: CredentialStore; readonly region: string; readonly nowMs: number },
): Caller {
  const result = verifySignature(request.wire, request.parameters, { ...options, service: 's3' });
  if (result.kind === 'anonymous') return ANONYMOUS;
  if (result.kind === 'fault') throw ERRORS[result.fault](result, options.region);
  if (result.via === 'header' && request.header('x-amz-content-sha256') === null) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  return {
    principal: result.credential.principal,
    authType: result.via === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    signatureAgeMs: result.ageMs,
    signature: result,
  };
}
