/** Bucket policies: read, checked when they are put, and judged public or not ("The meaning of public"). */
import { satisfiesConditions, toStrings } from '../iam/condition.ts';
import type { PolicyDocument, PolicyStatement } from '../iam/policy-document.ts';
import { S3Error } from './errors.ts';

function isStatement(value: unknown): value is PolicyStatement {
  if (typeof value !== 'object' || value === null || !('Effect' in value)) return false;
  const hasAction = 'Action' in value !== 'NotAction' in value;
  const hasResource = 'Resource' in value !== 'NotResource' in value;
  return (value.Effect === 'Allow' || value.Effect === 'Deny') && hasAction && hasResource && 'Principal' in value;
}

/** @throws {S3Error} when the text is not JSON, or not the policy of a resource. */
export function parseBucketPolicy(text: string): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new S3Error('MalformedPolicy');
  }
  if (typeof value !== 'object' || value === null || !('Statement' in value)) {
    throw new S3Error('MalformedPolicy', 'Missing required field Statement');
  }
  const statements: unknown[] = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  if (statements.length === 0 || !statements.every(isStatement)) {
    throw new S3Error('MalformedPolicy', 'Invalid policy syntax.');
  }
  return { ...value, Statement: statements };
}

/**
 * Checks what can only be told of a policy for one bucket: its resources, and that its conditions are known here.
 * @throws {S3Error} when they are not.
 */
export function checkBucketPolicy(policy: PolicyDocument, bucket: string): void {
  for (const statement of policy.Statement) {
    const resources = toStrings(statement.Resource ?? statement.NotResource);
    const arn = `arn:aws:s3:::${bucket}`;
    const isOwn = resources.every((resource) => resource === arn || resource.startsWith(`${arn}/`));
    if (!isOwn) throw new S3Error('MalformedPolicy', 'Policy has invalid resource');
    try {
      satisfiesConditions(statement.Condition, {});
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('unknown condition operator')) {
        throw new S3Error('MalformedPolicy', 'Invalid Condition type');
      }
    }
  }
}

/** Condition keys that, with a fixed value, keep a statement for all principals from being public. */
const NARROWING_KEYS = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:principalorgid',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:userid',
  'aws:sourceip',
]);

function isNarrowed(statement: PolicyStatement): boolean {
  return Object.values(statement.Condition ?? {}).some((keys) =>
    Object.entries(keys).some(
      ([key, values]) =>
        NARROWING_KEYS.has(key.toLowerCase()) && toStrings(values).every((value) => !/[*?]/.test(String(value))),
    ),
  );
}

export function isPublicPolicy(policy: PolicyDocument): boolean {
  return policy.Statement.some((statement) => {
    const { Effect, Principal } = statement;
    const isForAll = Principal === '*' || (Principal !== undefined && toStrings(Principal.AWS).includes('*'));
    return Effect === 'Allow' && isForAll && !isNarrowed(statement);
  });
}
