import { describe, expect, it } from 'vitest';
import { toScheduledRules } from '../../../../../infra/local/aws/deployment/scheduled-rules.ts';
import type { ResolvedResource } from '../../../../../infra/local/aws/template/resolve-stack.ts';
import { resolved } from './resolved.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:reconcile';
const RULE = 'arn:aws:events:us-east-1:111122223333:rule/nightly';

const reconcile = resolved('AWS::Lambda::Function', {}, { ref: 'reconcile', attributes: { Arn: FUNCTION } });
const withRule = (properties: ResolvedResource['properties'] = {}) =>
  resolved(
    'AWS::Events::Rule',
    { ScheduleExpression: 'rate(1 day)', State: 'ENABLED', Targets: [{ Arn: FUNCTION, Id: 'Target0' }], ...properties },
    { ref: 'nightly', attributes: { Arn: RULE } },
  );
const withPermission = (properties: ResolvedResource['properties'] = {}) =>
  resolved('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: FUNCTION,
    Principal: 'events.amazonaws.com',
    SourceArn: RULE,
    ...properties,
  });

describe('toScheduledRules', () => {
  it('reads when a rule is due, and whom it invokes', () => {
    const [rule] = toScheduledRules([reconcile, withPermission(), withRule()]);
    expect(rule).toMatchObject({ name: 'nightly', arn: RULE });
    expect(rule?.schedule.next(0)).toBe(86_400_000);
    expect(rule?.targets).toEqual([{ functionName: 'reconcile', input: undefined, retries: 2 }]);
  });

  it('reads what the target gets as its input, and how often the function is tried again', () => {
    const config = resolved('AWS::Lambda::EventInvokeConfig', { FunctionName: 'reconcile', MaximumRetryAttempts: 0 });
    const Targets = [{ Arn: FUNCTION, Id: 'Target0', Input: '{"full":true}', RetryPolicy: {} }];
    const [rule] = toScheduledRules([reconcile, withPermission(), config, withRule({ Targets })]);
    expect(rule?.targets).toEqual([{ functionName: 'reconcile', input: { full: true }, retries: 0 }]);
  });

  it('leaves out a rule that is disabled', () => {
    expect(toScheduledRules([reconcile, withRule({ State: 'DISABLED' })])).toEqual([]);
  });

  it.each<[string, ResolvedResource['properties'], string]>([
    ['a rule without a schedule', { ScheduleExpression: undefined }, 'ScheduleExpression'],
    ['a schedule that is not imitated', { ScheduleExpression: 'cron(0 0 L * ? *)' }, 'ScheduleExpression'],
    ['a target that is no function of the template', { Targets: [{ Arn: `${FUNCTION}-2`, Id: 'T' }] }, 'Targets'],
    [
      'an input transformer',
      { Targets: [{ Arn: FUNCTION, Id: 'T', InputTransformer: {} }] },
      'Targets.InputTransformer',
    ],
    ['an input that is no JSON', { Targets: [{ Arn: FUNCTION, Id: 'T', Input: '{' }] }, 'Targets.Input'],
  ])('refuses %s', (_case, properties, place) => {
    expect(() => toScheduledRules([reconcile, withPermission(), withRule(properties)])).toThrow(
      expect.objectContaining({ place: `TheRule.Properties.${place}` }),
    );
  });
});

describe('attack: a rule that invokes a function which does not let it', () => {
  it.each<[string, readonly ResolvedResource[]]>([
    ['no permission at all', []],
    ['of another service', [withPermission({ Principal: 'cognito-idp.amazonaws.com' })]],
    ['for another rule', [withPermission({ SourceArn: `${RULE}-2` })]],
    ['for another account', [withPermission({ SourceAccount: '999999999999' })]],
    ['for another function', [withPermission({ FunctionName: 'develop-photo' })]],
    ['to do something else', [withPermission({ Action: 'lambda:GetFunction' })]],
  ])('is refused: %s', (_case, permissions) => {
    expect(() => toScheduledRules([reconcile, ...permissions, withRule()])).toThrow(
      'does not let events.amazonaws.com',
    );
  });

  it.each<[string, ResolvedResource['properties']]>([
    ['by the name of the function', { FunctionName: 'reconcile' }],
    ['for all rules of the account', { SourceArn: 'arn:aws:events:us-east-1:111122223333:rule/*' }],
    ['for the account', { SourceArn: undefined, SourceAccount: '111122223333' }],
  ])('is not: %s', (_case, properties) => {
    expect(toScheduledRules([reconcile, withPermission(properties), withRule()])).toHaveLength(1);
  });
});
