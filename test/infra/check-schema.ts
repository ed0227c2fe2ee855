/**
 * Holds a template against CloudFormation's published schema: every property known, of its type, and none missing that must
 * be there. What an intrinsic function gives is not known here and passes.
 */
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { PropertyType } from '@aws-cdk/service-spec-types';
import type { SynthesizedTemplate } from './read-template.ts';

type SchemaCheck = (template: Pick<SynthesizedTemplate, 'Resources'>) => readonly string[];
type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>;

interface Field {
  readonly type: PropertyType;
  readonly required?: boolean | undefined;
}

/** Makes what says of a template what is wrong, each with its logical id and property. Only AWS's own types have a schema. */
export async function createSchemaCheck(): Promise<SchemaCheck> {
  const database = await loadAwsServiceSpec();
  return ({ Resources }) =>
    Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
      if (!Type.startsWith('AWS::') || Type === 'AWS::CDK::Metadata') return [];
      const [spec] = database.lookup('resource', 'cloudFormationType', 'equals', Type);
      return spec
        ? checkFields(database, { value: Properties, path: id }, spec.properties)
        : [`${id}: no type ${Type}`];
    });
}

interface Place {
  readonly value: unknown;
  readonly path: string;
}

function checkFields(
  database: Database,
  { value, path }: Place,
  fields: Readonly<Record<string, Field>>,
): readonly string[] {
  if (!isObject(value)) return [`${path}: is no object`];
  const missing = Object.entries(fields).filter(([name, { required }]) => required === true && !(name in value));
  return [
    ...missing.map(([name]) => `${path}: lacks ${name}`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const field = fields[name];
      if (!field) return [`${path}: knows no ${name}`];
      return check(database, { value: inner, path: `${path}.${name}` }, field.type);
    }),
  ];
}

function check(database: Database, place: Place, type: PropertyType): readonly string[] {
  const { value, path } = place;
  if (isIntrinsic(value) || type.type === 'json') return [];
  if (type.type === 'ref') {
    return checkFields(database, place, database.get('typeDefinition', type.reference.$ref).properties);
  }
  if (type.type === 'union') {
    const tried = type.types.map((each) => check(database, place, each));
    return tried.toSorted((one, other) => one.length - other.length)[0] ?? [];
  }
  if (type.type === 'array') return checkItems(database, place, type.element);
  if (type.type === 'map') {
    if (!isObject(value)) return [`${path}: is no object`];
    const inner = (name: string) => ({ value: value[name], path: `${path}.${name}` });
    return Object.keys(value).flatMap((name) => check(database, inner(name), type.element));
  }
  return isPrimitive(value, type) ? [] : [`${path}: ${JSON.stringify(value)} is not of the type ${type.type}`];
}

function checkItems(database: Database, { value, path }: Place, element: PropertyType): readonly string[] {
  if (!Array.isArray(value)) return [`${path}: is no list`];
  return value.flatMap((item, index) => check(database, { value: item, path: `${path}[${index}]` }, element));
}

/** CloudFormation takes a number or a truth value as text too, and a number for text. */
function isPrimitive(value: unknown, type: PropertyType): boolean {
  switch (type.type) {
    case 'string':
      return ['string', 'number'].includes(typeof value) && isAllowed(String(value), type.allowedValues);
    case 'integer':
      return /^-?\d+$/.test(String(value)) && isAllowed(Number(value), type.allowedValues);
    case 'number':
      return value !== '' && Number.isFinite(Number(value));
    case 'boolean':
      return ['true', 'false'].includes(String(value));
    case 'tag':
      return isObject(value) && 'Key' in value && 'Value' in value;
    case 'date-time':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default:
      return false;
  }
}

function isAllowed<T>(value: T, allowed: readonly T[] | undefined): boolean {
  return allowed === undefined || allowed.includes(value);
}

function isIntrinsic(value: unknown): boolean {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
