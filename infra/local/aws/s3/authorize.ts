/**
 * May this caller do this here? Identity policies, the bucket's policy and Block Public Access together. One departure
 * from AWS: requests come over plain HTTP on the loopback, and are treated as secure transport (`aws:SecureTransport`,
 * `s3:TlsVersion` 1.3), so that a policy of TLS only holds as it would behind CloudFront.
 */
import type { RequestContext } from '../iam/condition.ts';
import { evaluate } from '../iam/evaluate.ts';
import type { Bucket } from './bucket.ts';
import { isPublicPolicy } from './bucket-policy.ts';
import { S3Error } from './errors.ts';
import type { S3Call } from './operation.ts';

export interface Access {
  /** `s3:GetObject` */
  readonly action: string;
  readonly bucket?: Bucket | null;
  /** Absent for the bucket itself. */
  readonly key?: string;
  /** Condition keys of this action, in lower case. */
  readonly context?: RequestContext;
}

function toContext({ request, caller, environment }: S3Call): RequestContext {
  const prefixed: Record<string, string> = {};
  for (const name of ['x-amz-acl', 'x-amz-content-sha256', 'x-amz-copy-source', 'x-amz-server-side-encryption']) {
    const value = request.header(name);
    if (value !== null) prefixed[`s3:${name}`] = value;
  }
  return {
    ...prefixed,
    'aws:securetransport': 'true',
    's3:tlsversion': '1.3',
    'aws:sourceip': request.sourceIp,
    'aws:currenttime': new Date(environment.now()).toISOString(),
    'aws:epochtime': String(Math.floor(environment.now() / 1000)),
    'aws:useragent': request.header('user-agent') ?? undefined,
    'aws:referer': request.header('referer') ?? undefined,
    's3:authtype': caller.authType ?? undefined,
    's3:signatureversion': caller.principal === null ? undefined : 'AWS4-HMAC-SHA256',
    's3:signatureage': caller.principal === null ? undefined : String(caller.signatureAgeMs),
    's3:resourceaccount': environment.accountId,
  };
}

function isAnonymousRestricted({ record }: Bucket): boolean {
  const { policy, publicAccessBlock } = record.configurations;
  return publicAccessBlock?.restrictPublicBuckets === true && policy !== undefined && isPublicPolicy(policy);
}

export function isAuthorized(call: S3Call, access: Access): boolean {
  const { caller } = call;
  const bucket = access.bucket ?? null;
  if (caller.principal === null && (bucket === null || isAnonymousRestricted(bucket))) return false;
  const name = bucket?.record.name ?? call.request.bucket ?? '*';
  const resource = access.key === undefined ? `arn:aws:s3:::${name}` : `arn:aws:s3:::${name}/${access.key}`;
  return evaluate({
    principal: caller.principal,
    action: access.action,
    resource: access.action === 's3:ListAllMyBuckets' ? '*' : resource,
    context: { ...toContext(call), ...access.context },
    resourcePolicy: bucket?.record.configurations.policy,
  }).isAllowed;
}

/** @throws {S3Error} when the caller may not: `AccessDenied` */
export function authorize(call: S3Call, access: Access): void {
  if (isAuthorized(call, access)) return;
  const { principal } = call.caller;
  const resource = `arn:aws:s3:::${call.request.bucket ?? ''}${access.key === undefined ? '' : `/${access.key}`}`;
  throw new S3Error(
    'AccessDenied',
    principal === null
      ? undefined
      : `User: ${principal.name} is not authorized to perform: ${access.action} on resource: "${resource}"`,
  );
}
