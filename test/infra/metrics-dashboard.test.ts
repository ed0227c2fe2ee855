import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findResource, listResources, readTemplate, type SynthesizedTemplate, toText } from './read-template.ts';

let template: SynthesizedTemplate;
let body: string;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  template = readTemplate({ stage: 'dev', cloudwatch_dashboard: 'true', secret_regions: 'eu-west-1' });
  const [, dashboard] = findResource(template, 'AWS::CloudWatch::Dashboard');
  body = toText(dashboard.Properties.DashboardBody);
});

describe('the dashboard of metrics', () => {
  it.each([
    ['tickets issued', 'MetricName=\\"tickets_issued\\"'],
    ['tickets denied', 'MetricName=\\"denied\\"'],
    ['requests that failed at the edge', 'MetricName=\\"failed\\"'],
    ['latency at the edge', 'MetricName=\\"latency\\"'],
    ['photos stored', 'NumberOfMessagesSent'],
    ['time from the ticket to the bucket', 'ticket_to_stored'],
    ['forms', 'PostRequests'],
    ['PUTs', 'PutRequests'],
    ['errors of S3', '5xxErrors'],
    ['age of the queue', 'ApproximateAgeOfOldestMessage'],
    ['dead letters', 'ApproximateNumberOfMessagesVisible'],
    ['throttles of the edge functions', 'Throttles'],
    ['what CloudFront counts of the edge functions of all regions', 'LambdaLimitExceededErrors'],
    ['time of the CloudFront Functions', 'FunctionComputeUtilization'],
    ['photos unsent', 'oldest_unsent'],
    ['what is kept', 'BucketSizeBytes'],
  ])('shows %s', (_what, metric) => {
    expect(body).toContain(metric);
  });

  it('looks in every region near the users, by the name that the functions have there', () => {
    for (const region of ['us-east-1', 'eu-west-1']) expect(body).toContain(`"region":"${region}"`);
    expect(body).toMatch(/us-east-1\.\s*EdgeUploadUrl/);
  });

  it('has the uploads bucket count its requests', () => {
    const [, uploads] = findResource(template, 'AWS::S3::Bucket', 'UploadsBucket');
    expect(uploads.Properties.MetricsConfigurations).toEqual([{ Id: 'EntireBucket' }]);
  });

  it('is made only where it is asked for: both cost money', () => {
    const plain = readTemplate({ stage: 'prod' });
    expect(listResources(plain, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(findResource(plain, 'AWS::S3::Bucket', 'UploadsBucket')[1].Properties).not.toHaveProperty(
      'MetricsConfigurations',
    );
  });
});
