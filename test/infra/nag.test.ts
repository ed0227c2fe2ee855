/** The AWS Solutions rules of cdk-nag over every deployment. What they find and is meant is acknowledged where it is made. */
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../../infra/config/context-keys.ts';
import { createTestApp } from './read-template.ts';
import { VARIANTS } from './variants.ts';

/** Wildcards in policies have a stricter test of their own, with a reason for each: wildcards.test.ts. */
const JUDGED_ELSEWHERE = /^AwsSolutions-IAM5\[/;

function listFindings(context: Context): readonly string[] {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const { app } = createTestApp(context);
  app.synth();
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.filter(({ ruleName }) => !JUDGED_ELSEWHERE.test(ruleName))
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map((resource) => `${ruleName} ${JSON.stringify(resource)}`),
    );
}

describe('the rules of AWS Solutions', () => {
  it.each(VARIANTS)('find nothing in %o that is not acknowledged with its reason', (context) => {
    expect(listFindings(context)).toEqual([]);
  });
});
