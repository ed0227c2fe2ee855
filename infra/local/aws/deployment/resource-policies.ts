/** What buckets and queues let others do, as their policies say. */
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { parsePolicy } from './roles.ts';

/**
 * By the policy's logical id.
 * @throws {TemplateError} when a policy has no statements.
 */
export function toResourcePolicies(resources: readonly ResolvedResource[]): ReadonlyMap<string, PolicyDocument> {
  const policies = resources.filter(({ type }) => type === 'AWS::S3::BucketPolicy' || type === 'AWS::SQS::QueuePolicy');
  return new Map(
    policies.map((policy) => [policy.logicalId, parsePolicy(policy, policy.properties.PolicyDocument)] as const),
  );
}
