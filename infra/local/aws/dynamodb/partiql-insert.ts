/**
 * The one PartiQL statement that the local DynamoDB understands: `INSERT INTO "table" VALUE {'name': ?, …}`
 * (Developer Guide, "PartiQL insert statements for DynamoDB"). Every other statement is refused.
 */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';

export interface Insert {
  readonly table: string;
  /** DynamoDB's attribute values by name. */
  readonly item: Readonly<Record<string, unknown>>;
}

const INSERT = /^\s*INSERT\s+INTO\s+"([A-Za-z0-9_.-]+)"\s+VALUE\s+\{([^{}]*)\}\s*$/i;
const MEMBER = /^\s*'([^']+)'\s*:\s*\?\s*$/;

/** @throws {ServiceError} when it is another statement, or marks and parameters differ in number. */
export function parseInsert(input: Readonly<Record<string, unknown>>): Insert {
  const [, table, members] = INSERT.exec(String(input.Statement)) ?? [];
  if (!table || members === undefined) {
    throw invalid('the local DynamoDB understands no statement but INSERT INTO "table" VALUE {…}');
  }
  const names = members.split(',').map((member) => MEMBER.exec(member)?.[1]);
  const parameters = Array.isArray(input.Parameters) ? input.Parameters.filter(isRecord) : [];
  if (names.includes(undefined)) throw invalid('every value of the item must be a ? mark');
  if (names.length !== parameters.length) throw invalid('Number of parameters in request and statement don’t match.');
  return { table, item: Object.fromEntries(names.map((name, index) => [String(name), parameters[index]])) };
}

/** The put that does the same: it fails where the key is there already. */
export function toConditionalPut({ table, item }: Insert, partitionKey: string): Readonly<Record<string, unknown>> {
  return {
    TableName: table,
    Item: item,
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': partitionKey },
  };
}

function invalid(reason: string): ServiceError {
  return new ServiceError('ValidationException', `Statement wasn’t well formed, can’t be processed: ${reason}`);
}
