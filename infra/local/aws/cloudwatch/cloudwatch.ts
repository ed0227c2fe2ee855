/**
 * CloudWatch on one machine, as far as functions write to it: PutMetricData (API reference, 2010-08-01; the JSON protocol).
 * Each datum is told to whoever looks after the run; no alarm is evaluated here.
 */
import type { CredentialStore } from '../iam/credentials.ts';
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { type Call, createJsonService, type Permission } from '../json-protocol/server.ts';
import type { LocalService } from '../service.ts';

export interface MetricDatum {
  readonly namespace: string;
  readonly name: string;
  /** By name. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: string;
}

export interface CloudwatchOptions {
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onDatum: (datum: MetricDatum) => void;
  /** 0 or absent takes a free one. */
  readonly port?: number;
}

/** Of one request; CloudWatch's own bounds. */
const MAX_DATA = 1000;
const MAX_DIMENSIONS = 30;

/** @throws {NodeJS.ErrnoException} when the port is taken. */
export function createCloudwatch(options: CloudwatchOptions): Promise<LocalService> {
  return createJsonService({
    ...options,
    service: 'monitoring',
    targetPrefix: 'GraniteServiceVersion20100801',
    version: '1.0',
    errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01',
    regions: [options.region],
    permissions: listPermissions,
    async run({ input }) {
      for (const datum of readData(input)) options.onDatum(datum);
      return { status: 200, body: '{}' };
    },
  });
}

/** PutMetricData knows no resources; what a role may write is bounded by the namespace (Service Authorization Reference). */
function listPermissions({ operation, input }: Call): readonly Permission[] {
  if (operation !== 'PutMetricData') {
    throw new ServiceError('UnknownOperationException', `The local CloudWatch does not offer ${operation}.`);
  }
  const context = { 'cloudwatch:namespace': String(input.Namespace) };
  return [{ action: 'cloudwatch:PutMetricData', resource: '*', context }];
}

function readData({ Namespace, MetricData }: Call['input']): readonly MetricDatum[] {
  if (typeof Namespace !== 'string' || !/^[^:]{1,255}$/.test(Namespace) || Namespace.startsWith('AWS/')) {
    throw invalid('Namespace');
  }
  if (!Array.isArray(MetricData) || MetricData.length === 0 || MetricData.length > MAX_DATA) {
    throw invalid('MetricData');
  }
  return MetricData.map((datum: unknown) => readDatum(datum, Namespace));
}

function readDatum(datum: unknown, namespace: string): MetricDatum {
  const { MetricName, Dimensions = [], Value, Unit = 'None' } = isRecord(datum) ? datum : {};
  if (typeof MetricName !== 'string' || MetricName === '' || MetricName.length > 255) throw invalid('MetricName');
  if (typeof Value !== 'number' || !Number.isFinite(Value)) throw invalid('Value');
  if (typeof Unit !== 'string') throw invalid('Unit');
  if (!Array.isArray(Dimensions) || Dimensions.length > MAX_DIMENSIONS) throw invalid('Dimensions');
  return {
    namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(readDimension)),
    value: Value,
    unit: Unit,
  };
}

function readDimension(dimension: unknown): [name: string, value: string] {
  const { Name, Value } = isRecord(dimension) ? dimension : {};
  if (typeof Name !== 'string' || Name === '' || typeof Value !== 'string' || Value === '') throw invalid('Dimensions');
  return [Name, Value];
}

function invalid(member: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', `The value for the parameter ${member} is invalid.`);
}
