/** What sees to it that nothing in the bucket stays unseen: who records dead letters, and who compares. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  findResource,
  listPolicyStatements,
  listResources,
  readTemplate,
  type SynthesizedTemplate,
  toList,
  toText,
} from './read-template.ts';

let dev: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
});

/** `action resource`, of one function's role. */
function listRights(prefix: string): readonly string[] {
  return listPolicyStatements(dev)
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Action, Resource }]) =>
      toList(Action).flatMap((action) => toList(Resource).map((resource) => `${action} ${toText(resource)}`)),
    )
    .map((right) => right.replace(/[0-9A-F]{8} Arn/g, ''))
    .sort();
}

describe('the function that records dead letters', () => {
  it('is fed by them, with six times its own time for each, and gives back what it cannot record', () => {
    const [id, queue] = findResource(dev, 'AWS::SQS::Queue', 'UploadQueueDeadLetters');
    const [name, recorder] = findResource(dev, 'AWS::Lambda::Function', 'DeadLetters');
    const [, mapping] = findResource(dev, 'AWS::Lambda::EventSourceMapping', 'DeadLetters');
    expect(mapping.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
      FunctionName: { Ref: name },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(Number(queue.Properties.VisibilityTimeout)).toBe(6 * Number(recorder.Properties.Timeout));
    expect(queue.Properties).not.toHaveProperty('RedrivePolicy');
  });

  it('may do what the pipeline may, but make images', () => {
    const without = (rights: readonly string[], ...left: string[]) =>
      rights.filter((right) => !right.startsWith('sqs:') && !left.includes(right));
    const images = 's3:PutObject UploadsBucket/thumbs/*';
    expect(listRights('PipelineDevelopPhoto')).toContain(images);
    const recorder = without(listRights('DeadLettersRecord'));
    expect(recorder).toEqual(without(listRights('PipelineDevelopPhoto'), images));
  });
});

describe('the function that compares', () => {
  it('is invoked by its schedule, which it lets do so, and by nothing else', () => {
    const [id] = findResource(dev, 'AWS::Lambda::Function', 'Comparison');
    const [ruleId, rule] = findResource(dev, 'AWS::Events::Rule');
    const [, permission] = findResource(dev, 'AWS::Lambda::Permission', 'ComparisonSchedule');
    expect(rule.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [id, 'Arn'] } }],
    });
    expect(permission.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [id, 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] },
    });
    const [, config] = findResource(dev, 'AWS::Lambda::EventInvokeConfig');
    expect(config.Properties).toMatchObject({ FunctionName: { Ref: id }, MaximumRetryAttempts: 0 });
  });

  it('sees names and records, reads no photo, writes none and no record, and tells the pipeline', () => {
    expect(listRights('ComparisonReconcile')).toEqual([
      'dynamodb:GetItem RecordsTable',
      'dynamodb:PutItem RecordsTable',
      'dynamodb:Query RecordsTable',
      'dynamodb:Scan RecordsTable',
      'logs:CreateLogStream Logs',
      'logs:PutLogEvents Logs',
      's3:ListBucketVersions UploadsBucket',
      'sqs:SendMessage UploadQueue',
    ]);
    const [, write] = listPolicyStatements(dev).find(([, { Sid }]) => Sid === 'RememberThePass') ?? [];
    expect(write?.Condition).toEqual({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['RECONCILE'] } });
  });

  it.each([
    ['15m', 'rate(15 minutes)'],
    ['6h', 'rate(6 hours)'],
    ['31d', 'rate(31 days)'],
  ])('comes every %s', (every, expression) => {
    const template = readTemplate({ stage: 'dev', reconcile_every: every });
    expect(findResource(template, 'AWS::Events::Rule')[1].Properties.ScheduleExpression).toBe(expression);
  });

  it('ends before it is due again, however often that is', () => {
    const [, { Properties }] = findResource(dev, 'AWS::Lambda::Function', 'Comparison');
    expect(Number(Properties.Timeout)).toBeLessThan(15 * 60);
  });

  it('is not there where the deployment says off, nor are its alarms', () => {
    const off = readTemplate({ stage: 'dev', reconcile_every: 'off' });
    const types = ['AWS::Events::Rule', 'AWS::Lambda::EventInvokeConfig'];
    expect(types.flatMap((type) => listResources(off, type))).toEqual([]);
    const alarms = listResources(off, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.MetricName);
    expect(alarms).not.toContain('files_absent');
  });
});
