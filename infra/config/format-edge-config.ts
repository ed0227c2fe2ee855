/** Puts the edge's configuration into the one header that carries it, and holds it to CloudFront's bound. */
import type { Stack } from 'aws-cdk-lib';
import { type EdgeConfig, MAX_CONFIG_LENGTH } from '../../edge/config.ts';

/** Longest that a value which only CloudFormation knows can be here: a bucket's name has 63 characters, a table's ours. */
const MAX_REFERENCE_LENGTH = 80;

/**
 * Formats `config` as JSON with CloudFormation's references in it.
 * @throws {RangeError} when it could be too long for the header.
 */
export function formatEdgeConfig(stack: Stack, config: EdgeConfig): string {
  const json = stack.toJsonString(config);
  const length = measureAtMost(stack.resolve(json));
  if (length > MAX_CONFIG_LENGTH) {
    throw new RangeError(
      `the edge's configuration can have ${length} characters, the header takes ${MAX_CONFIG_LENGTH}`,
    );
  }
  return json;
}

/** Counts the characters of a resolved text at their most: literals as they are, references as the longest value. */
export function measureAtMost(resolved: unknown): number {
  if (typeof resolved === 'string') return resolved.length;
  const parts = toJoinParts(resolved);
  return parts ? parts.reduce((sum: number, part) => sum + measureAtMost(part), 0) : MAX_REFERENCE_LENGTH;
}

function toJoinParts(resolved: unknown): readonly unknown[] | null {
  if (typeof resolved !== 'object' || resolved === null || !('Fn::Join' in resolved)) return null;
  const [, parts]: unknown[] = Array.isArray(resolved['Fn::Join']) ? resolved['Fn::Join'] : [];
  return Array.isArray(parts) ? parts : null;
}
