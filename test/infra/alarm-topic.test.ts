import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type AccessDecision, evaluate } from '../../infra/local/aws/iam/evaluate.ts';
import type { PolicyDocument } from '../../infra/local/aws/iam/policy-document.ts';
import { findResource, readTemplate } from './read-template.ts';

const ACCOUNT = '111122223333';
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`;

let policy: PolicyDocument;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const template = readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' });
  const [topic] = findResource(template, 'AWS::SNS::Topic');
  const [, { Properties }] = findResource(template, 'AWS::SNS::TopicPolicy');
  expect(Properties.Topics).toEqual([{ Ref: topic }]);
  policy = JSON.parse(
    JSON.stringify(Properties.PolicyDocument)
      .replaceAll(`{"Ref":"${topic}"}`, JSON.stringify(TOPIC))
      .replaceAll('{"Ref":"AWS::AccountId"}', JSON.stringify(ACCOUNT)),
  );
});

interface Publisher {
  readonly service: string;
  readonly account?: string;
  readonly isSecure?: boolean;
}

function publish({ service, account = ACCOUNT, isSecure = true }: Publisher): AccessDecision {
  const sourceArn = `arn:aws:cloudwatch:us-east-1:${account}:alarm:ServerErrors`;
  return evaluate({
    principal: { kind: 'service', name: service, sourceArn, policies: [] },
    action: 'sns:Publish',
    resource: TOPIC,
    context: { 'aws:securetransport': String(isSecure) },
    resourcePolicy: policy,
  });
}

// The topic's policy stands in place of SNS's default one: what it does not allow, nobody may.
describe('the topic of the alarms', () => {
  it('takes what CloudWatch publishes for an alarm of this account', () => {
    expect(publish({ service: 'cloudwatch.amazonaws.com' })).toEqual({ isAllowed: true });
  });

  it.each([
    ['an alarm of another account', { service: 'cloudwatch.amazonaws.com', account: '999988887777' }, 'no-allow'],
    ['another service', { service: 's3.amazonaws.com' }, 'no-allow'],
    ['CloudWatch without TLS', { service: 'cloudwatch.amazonaws.com', isSecure: false }, 'explicit-deny'],
  ])('attack: refuses %s', (_name, publisher, reason) => {
    expect(publish(publisher)).toEqual({ isAllowed: false, reason });
  });
});
