/** The physical id of each resource and what `Fn::GetAtt` gives of it (each type's page in the Template Reference, "Return values"). */
import type { PhysicalNames } from './physical-names.ts';

export interface Identity {
  /** The physical id: what `Ref` gives. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type Identify = (
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
) => Identity;

export function identifyBucket(
  logicalId: string,
  { BucketName }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(BucketName ?? names.lowerCaseName(logicalId, 63));
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${names.region}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${names.region}.amazonaws.com`,
    },
  };
}

export function identifyQueue(
  logicalId: string,
  { QueueName }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(QueueName ?? names.name(logicalId, 80));
  const url = `${names.sqsEndpoint}/${names.accountId}/${name}`;
  return { ref: url, attributes: { Arn: names.arn('sqs', name), QueueName: name, QueueUrl: url } };
}

export function identifyTable(
  logicalId: string,
  { TableName }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(TableName ?? names.name(logicalId, 255));
  return { ref: name, attributes: { Arn: names.arn('dynamodb', `table/${name}`) } };
}

export function identifySecret(
  logicalId: string,
  { Name }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(Name ?? names.name(logicalId, 512));
  const arn = names.arn('secretsmanager', `secret:${name}-${names.id(logicalId, 6)}`);
  return { ref: arn, attributes: { Id: arn } };
}

export function identifyRole(
  logicalId: string,
  { RoleName }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(RoleName ?? names.name(logicalId, 64));
  return {
    ref: name,
    attributes: {
      Arn: names.arn('iam', `role/${name}`, { withoutRegion: true }),
      RoleId: `AROA${names.id(logicalId, 17)}`,
    },
  };
}

export function identifyFunction(
  logicalId: string,
  { FunctionName }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(FunctionName ?? names.name(logicalId, 64));
  return { ref: name, attributes: { Arn: names.arn('lambda', `function:${name}`) } };
}

export function identifyRule(
  logicalId: string,
  { Name }: Readonly<Record<string, unknown>>,
  names: PhysicalNames,
): Identity {
  const name = String(Name ?? names.name(logicalId, 64));
  return { ref: name, attributes: { Arn: names.arn('events', `rule/${name}`) } };
}

export function named(maxLength: number): Identify {
  return (logicalId, _properties, names) => ({ ref: names.name(logicalId, maxLength), attributes: {} });
}

export function withUuid(): Identify {
  return (logicalId, _properties, names) => ({ ref: names.uuid(logicalId), attributes: { Id: names.uuid(logicalId) } });
}

export function withId(firstLetter = 'E'): Identify {
  return (logicalId, _properties, names) => {
    const id = firstLetter + names.id(logicalId, 14).slice(1);
    return { ref: id, attributes: { Id: id } };
  };
}
