/**
 * PartiQL's writes of one item (Developer Guide, "PartiQL for DynamoDB reference"): INSERT, UPDATE, DELETE, and EXISTS in
 * a transaction, as the conditional write that does the same. SELECT by itself is refused: nothing here reads by it.
 */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { type ItemWrite, listMembers, pickKey, type RequestFields } from './item-write.ts';
import { createNames, type Names, readConjunct, readPath, readValue } from './partiql-expression.ts';
import { malformed, readTokens, type TokenReader } from './partiql-tokens.ts';
import { listKeyNames, type TableDefinition } from './table-definition.ts';

/** @throws {ServiceError} when the statement is not understood, or marks and parameters differ in number. */
export function parseStatement(input: RequestFields, tables: readonly TableDefinition[]): ItemWrite {
  const reader = readTokens(String(input.Statement));
  const names = createNames(Array.isArray(input.Parameters) ? input.Parameters.filter(isRecord) : []);
  const write = readStatement({ reader, names, tables });
  if (reader.peek()) throw malformed(`unexpected ${reader.peek()?.value}`);
  names.end();
  return { ...write, tellsItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
}

/**
 * Reads `TransactStatements`.
 * @throws {ServiceError} when one is not understood, or returns something.
 */
export function parseTransactStatements(
  input: RequestFields,
  tables: readonly TableDefinition[],
): readonly ItemWrite[] {
  return listMembers(input, 'TransactStatements').map((statement) => {
    const write = parseStatement(statement, tables);
    if (write.input.ReturnValues === undefined) return write;
    throw new ServiceError('ValidationException', 'RETURNING clause is not supported in transactions');
  });
}

interface Context {
  readonly reader: TokenReader;
  readonly names: Names;
  readonly tables: readonly TableDefinition[];
}

function readStatement(context: Context): ItemWrite {
  const { reader } = context;
  if (reader.accept('INSERT', 'INTO')) return readInsert(context);
  if (reader.accept('UPDATE')) return readUpdate(context);
  if (reader.accept('DELETE', 'FROM')) return readDelete(context);
  if (reader.accept('EXISTS', '(', 'SELECT', '*', 'FROM')) return readExists(context);
  throw malformed('the local DynamoDB understands INSERT, UPDATE, DELETE and EXISTS');
}

function readInsert({ reader, names, tables }: Context): ItemWrite {
  const table = readTable(reader);
  reader.expect('VALUE', '{');
  const members: [string, unknown][] = [];
  do {
    const { kind, value } = reader.take();
    if (kind !== 'text') throw malformed('the name of an attribute expected');
    reader.expect(':');
    // A literal is allowed by DynamoDB; what comes from outside must not get into a statement here.
    if (!reader.accept('?')) throw malformed('every value of the item must be a ? mark');
    members.push([value, names.nextParameter()]);
  } while (reader.accept(','));
  reader.expect('}');
  const item = Object.fromEntries(members);
  const key = pickKey(item, table, tables);
  const condition = `attribute_not_exists(${names.formatName(Object.keys(key)[0] ?? '')})`;
  const input = { TableName: table, Item: item, ConditionExpression: condition, ...names.toInput() };
  return { operation: 'PutItem', action: 'dynamodb:PartiQLInsert', table, key, input, isInsert: true };
}

function readUpdate(context: Context): ItemWrite {
  const { reader, names } = context;
  const table = readTable(reader);
  const changes: { readonly clause: string; readonly text: string }[] = [];
  for (;;) {
    if (reader.accept('SET')) changes.push(readAssignment(context));
    else if (reader.accept('REMOVE')) changes.push({ clause: 'REMOVE', text: readPath(reader, names) });
    else break;
  }
  if (changes.length === 0) throw malformed('SET or REMOVE expected');
  const { key, conditions } = readWhere(context, table);
  // It changes what is there and makes nothing.
  const exists = `attribute_exists(${names.formatName(Object.keys(key)[0] ?? '')})`;
  const clauses = Map.groupBy(changes, ({ clause }) => clause);
  const input = {
    TableName: table,
    Key: key,
    UpdateExpression: [...clauses]
      .map(([clause, parts]) => `${clause} ${parts.map(({ text }) => text).join(', ')}`)
      .join(' '),
    ConditionExpression: [exists, ...conditions].join(' AND '),
    ...readReturning(reader),
    ...names.toInput(),
  };
  return { operation: 'UpdateItem', action: 'dynamodb:PartiQLUpdate', table, key, input };
}

const SET_FUNCTIONS: Readonly<Record<string, string>> = { SET_ADD: 'ADD', SET_DELETE: 'DELETE' };

function readAssignment(context: Context): { readonly clause: string; readonly text: string } {
  const { reader, names } = context;
  const path = readPath(reader, names);
  reader.expect('=');
  const name = reader.peek(1)?.value === '(' ? reader.take().value.toUpperCase() : '';
  if (name !== '') {
    reader.expect('(');
    const first = readOperand(context);
    reader.expect(',');
    const second = readOperand(context);
    reader.expect(')');
    if (name === 'LIST_APPEND') return { clause: 'SET', text: `${path} = list_append(${first}, ${second})` };
    const clause = SET_FUNCTIONS[name];
    if (!clause || first !== path) throw malformed(`${name} is not understood`);
    return { clause, text: `${path} ${second}` };
  }
  const first = readOperand(context);
  const sign = reader.accept('+') ? '+' : reader.accept('-') ? '-' : null;
  return { clause: 'SET', text: `${path} = ${first}${sign ? ` ${sign} ${readOperand(context)}` : ''}` };
}

function readOperand({ reader, names }: Context): string {
  const value = readValue(reader, names);
  return value === undefined ? readPath(reader, names) : names.formatValue(value);
}

function readDelete(context: Context): ItemWrite {
  const { reader, names } = context;
  const table = readTable(reader);
  const { key, conditions } = readWhere(context, table);
  // What is not there is deleted, whatever else is asked of it.
  const missing = () => `attribute_not_exists(${names.formatName(Object.keys(key)[0] ?? '')})`;
  const condition = conditions.length === 0 ? null : `${missing()} OR ${conditions.join(' AND ')}`;
  const input = {
    TableName: table,
    Key: key,
    ...(condition === null ? {} : { ConditionExpression: condition }),
    ...readReturning(reader),
    ...names.toInput(),
  };
  return { operation: 'DeleteItem', action: 'dynamodb:PartiQLDelete', table, key, input };
}

function readExists(context: Context): ItemWrite {
  const { reader, names } = context;
  const table = readTable(reader);
  const { key, conditions } = readWhere(context, table);
  reader.expect(')');
  if (conditions.length === 0) throw malformed('EXISTS needs one condition besides the key');
  const exists = `attribute_exists(${names.formatName(Object.keys(key)[0] ?? '')})`;
  const input = {
    TableName: table,
    Key: key,
    ConditionExpression: [exists, ...conditions].join(' AND '),
    ...names.toInput(),
  };
  return { operation: 'UpdateItem', action: 'dynamodb:PartiQLSelect', table, key, input, isCheck: true };
}

function readTable(reader: TokenReader): string {
  const { kind, value } = reader.take();
  if (kind !== 'name' && kind !== 'word') throw malformed('a table expected');
  return value;
}

/** The key, each attribute of which must be in an equality of its own, and all else that must hold. */
function readWhere({ reader, names, tables }: Context, named: string) {
  const table = tables.find(({ name }) => name === named);
  const keyNames = table ? listKeyNames(table) : [];
  const found: Record<string, unknown> = {};
  const conditions: string[] = [];
  if (reader.accept('WHERE')) {
    do {
      const name = reader.peek()?.value ?? '';
      const isKey = keyNames.includes(name) && reader.peek(1)?.value === '=' && reader.peek()?.kind !== 'text';
      if (!isKey) {
        conditions.push(readConjunct(reader, names));
        continue;
      }
      reader.take();
      reader.take();
      found[name] = readValue(reader, names);
    } while (reader.accept('AND'));
  }
  const key = pickKey(found, named, tables);
  if (keyNames.every((name) => key[name] !== undefined)) return { key, conditions };
  throw new ServiceError(
    'ValidationException',
    'Where clause does not contain a mandatory equality on all key attributes',
  );
}

const RETURNED: Readonly<Record<string, string>> = { 'ALL OLD': 'ALL_OLD', 'ALL NEW': 'ALL_NEW' };

function readReturning(reader: TokenReader): RequestFields {
  if (!reader.accept('RETURNING')) return {};
  const asked = `${reader.take().value} ${reader.take().value}`.toUpperCase();
  reader.expect('*');
  const ReturnValues = RETURNED[asked];
  if (!ReturnValues) throw malformed('RETURNING ALL OLD * or ALL NEW * expected');
  return { ReturnValues };
}
