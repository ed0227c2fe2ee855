import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClient } from '../../../../../edge/adapters/aws-client.ts';
import { createCloudwatch, type MetricDatum } from '../../../../../infra/local/aws/cloudwatch/cloudwatch.ts';
import { createCredentialStore } from '../../../../../infra/local/aws/iam/credentials.ts';
import type { LocalService } from '../../../../../infra/local/aws/service.ts';

const KEYS = { accessKeyId: 'AKIAROLE', secretAccessKey: 'secret' };
const DATUM = { MetricName: 'm', Value: 1.5, Unit: 'Seconds', Dimensions: [{ Name: 'stage', Value: 'dev' }] };
const OURS = {
  Effect: 'Allow',
  Action: 'cloudwatch:PutMetricData',
  Resource: '*',
  Condition: { StringEquals: { 'cloudwatch:namespace': 'Ours' } },
} as const;

let data: MetricDatum[];
let service: LocalService;
beforeEach(async () => {
  data = [];
  const credentials = createCredentialStore();
  const policies = [{ Version: '2012-10-17', Statement: [OURS] }] as const;
  credentials.add({ ...KEYS, principal: { kind: 'role', name: 'arn:aws:iam::111122223333:role/r', policies } });
  const onDatum = (datum: MetricDatum) => void data.push(datum);
  service = await createCloudwatch({ credentials, region: 'us-east-1', now: Date.now, onDatum });
});
afterEach(() => service.close());

function put(input: unknown, { target = 'PutMetricData', secret = KEYS.secretAccessKey } = {}): Promise<unknown> {
  const env = {
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_ENDPOINT_URL_CLOUDWATCH: service.url,
  };
  return createAwsClient(env, () => new Date()).sendJson({ service: 'monitoring', region: 'us-east-1', target, input });
}

describe('the local CloudWatch', () => {
  it('tells each datum that is put', async () => {
    expect(await put({ Namespace: 'Ours', MetricData: [DATUM, { MetricName: 'n', Value: 2 }] })).toEqual({});
    expect(data).toEqual([
      { namespace: 'Ours', name: 'm', dimensions: { stage: 'dev' }, value: 1.5, unit: 'Seconds' },
      { namespace: 'Ours', name: 'n', dimensions: {}, value: 2, unit: 'None' },
    ]);
  });

  it.each([
    ['no data', []],
    ['a value that is no number', [{ ...DATUM, Value: '1' }]],
    ['no name', [{ ...DATUM, MetricName: '' }]],
    ['a dimension without a value', [{ ...DATUM, Dimensions: [{ Name: 'stage', Value: '' }] }]],
  ])('refuses %s', async (_, MetricData) => {
    await expect(put({ Namespace: 'Ours', MetricData })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
    });
    expect(data).toEqual([]);
  });
});

describe('attack: a role that may write one namespace', () => {
  it.each(['Theirs', 'AWS/S3', 'ours'])('writes none into %s', async (Namespace) => {
    await expect(put({ Namespace, MetricData: [DATUM] })).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(data).toEqual([]);
  });

  it('asks for nothing else, and writes nothing by another key', async () => {
    await expect(put({}, { target: 'GetMetricData' })).rejects.toMatchObject({ code: 'UnknownOperationException' });
    const forged = put({ Namespace: 'Ours', MetricData: [DATUM] }, { secret: 'guessed' });
    await expect(forged).rejects.toMatchObject({ code: 'InvalidSignatureException' });
    expect(data).toEqual([]);
  });
});
