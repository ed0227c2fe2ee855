import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findResource, listResources, readTemplate, type SynthesizedTemplate } from './read-template.ts';

let dev: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
});

describe('alarms', () => {
  it('watch what is not developed, recorded or there, the queue, what is throttled, what waits on phones, what users see', () => {
    const alarms = listResources(dev, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
      Properties.MetricName,
      Properties.Threshold,
    ]);
    expect(alarms).toEqual([
      ['photos_undeveloped', 0],
      // Dead letters that wait and those that are tried, added up.
      [undefined, 0],
      ['ApproximateAgeOfOldestMessage', 900],
      ['Throttles', 0],
      // Reads and writes that the records' table turns away, added up.
      [undefined, 0],
      ['objects_unrecorded', 0],
      ['files_absent', 0],
      ['Errors', 0],
      ['oldest_unsent', 7200],
      // The edge functions' of us-east-1, added up.
      [undefined, 0],
      ['LambdaLimitExceededErrors', 0],
      ['5xxErrorRate', 5],
    ]);
  });

  it('each say what is wrong and what to do', () => {
    for (const [id, { Properties }] of listResources(dev, 'AWS::CloudWatch::Alarm')) {
      expect(String(Properties.AlarmDescription).split('. ').length, id).toBeGreaterThanOrEqual(2);
    }
  });

  it('look where the edge tells what waits on phones', () => {
    const [, alarm] = findResource(dev, 'AWS::CloudWatch::Alarm', 'AlarmsPhotosUnsent');
    expect(alarm.Properties).toMatchObject({
      Namespace: 'Edgeshot',
      Dimensions: [{ Name: 'stage', Value: 'dev' }],
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it('add up what Lambda turns away of every edge function, by the names of the replicas of us-east-1', () => {
    const paid = readTemplate({ stage: 'dev', payments: 'test' });
    const [, { Properties }] = findResource(paid, 'AWS::CloudWatch::Alarm', 'AlarmsEdgeThrottled');
    const metrics = Properties.Metrics as readonly { readonly Expression?: string; readonly MetricStat?: object }[];
    const found = metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [JSON.stringify(MetricStat)]));
    expect(found.map((text) => /"us-east-1\.",\{"Ref":"(?:Edge|Payments)(\w+?)[0-9A-F]{8}"/.exec(text)?.[1])).toEqual([
      'UploadUrl',
      'Photos',
      'Jobs',
      'Links',
      'FormResponse',
      'Booking',
    ]);
    for (const text of found) expect(text).toContain('"MetricName":"Throttles","Namespace":"AWS/Lambda"');
    expect(metrics.find(({ Expression }) => Expression)?.Expression).toBe('SUM(METRICS())');
  });

  it('watch what Lambda turns away in every other region too, where CloudFront adds it up', () => {
    const [, { Properties }] = findResource(dev, 'AWS::CloudWatch::Alarm', 'AlarmsEdgeTurnedAway');
    const [distribution] = findResource(dev, 'AWS::CloudFront::Distribution');
    expect(Properties).toMatchObject({
      Namespace: 'AWS/CloudFront',
      Dimensions: [
        { Name: 'DistributionId', Value: { Ref: distribution } },
        { Name: 'Region', Value: 'Global' },
      ],
      Statistic: 'Sum',
    });
  });

  it('watch the rule of retention where there is one', () => {
    const kept = readTemplate({ stage: 'dev', retain_closed_jobs_days: '30' });
    expect(findResource(kept, 'AWS::CloudWatch::Alarm', 'AlarmsRetentionFails')[1].Properties.MetricName).toBe(
      'Errors',
    );
    expect(findResource(kept, 'AWS::Lambda::Function', 'Retention')[1].Properties).toMatchObject({
      Environment: { Variables: { RETAIN_DAYS: '30' } },
    });
  });

  it('are sent where the deployment says', () => {
    const template = readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' });
    const [topic] = findResource(template, 'AWS::SNS::Topic');
    const [, subscription] = findResource(template, 'AWS::SNS::Subscription');
    expect(subscription.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'ops@example.com' });
    for (const [, alarm] of listResources(template, 'AWS::CloudWatch::Alarm'))
      expect(alarm.Properties.AlarmActions).toEqual([{ Ref: topic }]);
  });

  it('of what is absent stay as they are until the next pass is over', () => {
    const [, { Properties }] = findResource(dev, 'AWS::CloudWatch::Alarm', 'AlarmsAbsent');
    expect(Properties).toMatchObject({
      Namespace: 'Edgeshot',
      Dimensions: [{ Name: 'stage', Value: 'dev' }],
      Statistic: 'Maximum',
      TreatMissingData: 'ignore',
    });
  });
});
