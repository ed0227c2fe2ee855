/**
 * CloudFormation's intrinsic functions and pseudo parameters, resolved as
 * docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html tells.
 * What is not in the table below is an error that names the place. Dynamic references (`{{resolve:…}}`) are refused too.
 */
import { isRecord } from '../is-record.ts';
import { TemplateError } from './template-error.ts';

export interface PseudoParameters {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly stackName: string;
  readonly stackId: string;
}

/** What a value may refer to. */
export interface Scope {
  readonly pseudo: PseudoParameters;
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  /** `Ref` of a resource; undefined when there is none of that id. */
  ref(logicalId: string): string | undefined;
  /** `Fn::GetAtt`; undefined when the resource does not have it. */
  attribute(logicalId: string, name: string): unknown;
  /** `Fn::ImportValue`; undefined when no stack exports it. */
  imported(name: string): unknown;
}

/** Stands for `AWS::NoValue`: the property or list item that holds it is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

type Resolver = (argument: unknown, scope: Scope, place: string) => unknown;

const FUNCTIONS: Readonly<Record<string, Resolver>> = {
  Ref: resolveRef,
  'Fn::GetAtt': resolveGetAtt,
  'Fn::Join': resolveJoin,
  'Fn::Sub': resolveSub,
  'Fn::Select': resolveSelect,
  'Fn::Split': resolveSplit,
  'Fn::If': resolveIf,
  'Fn::FindInMap': resolveFindInMap,
  'Fn::Base64': (argument, scope, place) => Buffer.from(resolveText(argument, scope, place)).toString('base64'),
  'Fn::ImportValue': resolveImportValue,
  'Fn::GetAZs': (_argument, { pseudo }) => ['a', 'b', 'c'].map((zone) => pseudo.region + zone),
  'Fn::Equals': (argument, scope, place) => {
    const [left, right] = toList(argument, place, 2).map((side) => resolveValue(side, scope, place));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope, place) => toList(argument, place).every((each) => isTrue(each, scope, place)),
  'Fn::Or': (argument, scope, place) => toList(argument, place).some((each) => isTrue(each, scope, place)),
  'Fn::Not': (argument, scope, place) => !isTrue(toList(argument, place, 1)[0], scope, place),
  Condition: (argument, scope, place) => resolveCondition(String(argument), scope, place),
};

/**
 * Resolves every intrinsic in `value`. `place` (logical id and path) is named in errors.
 * @throws {TemplateError} when one is not known, or refers to what has no value.
 */
export function resolveValue(value: unknown, scope: Scope, place: string): unknown {
  const resolved = resolveNode(value, scope, place);
  return resolved === NO_VALUE ? undefined : resolved;
}

/**
 * Says whether a condition of the template holds.
 * @throws {TemplateError} when there is none of that name.
 */
export function resolveCondition(name: string, scope: Scope, place: string): boolean {
  if (!Object.hasOwn(scope.conditions, name)) throw new TemplateError(place, `names an unknown condition ${name}`);
  return isTrue(scope.conditions[name], scope, `Conditions.${name}`);
}

/** Lists the logical ids that `value` refers to, in any intrinsic. */
export function listReferences(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(listReferences);
  if (!isRecord(value)) return [];
  const called = calledFunction(value);
  if (called === 'Ref') return [String(value.Ref)];
  if (called === 'Fn::GetAtt') return [parseGetAtt(value[called]).logicalId];
  const within = Object.values(value).flatMap(listReferences);
  return called === 'Fn::Sub' ? [...within, ...listSubNames(value[called])] : within;
}

function resolveNode(value: unknown, scope: Scope, place: string): unknown {
  if (typeof value === 'string') return refuseDynamicReference(value, place);
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolveNode(item, scope, `${place}[${index}]`))
      .filter((item) => item !== NO_VALUE);
  }
  if (!isRecord(value)) return value;
  const called = calledFunction(value);
  if (called !== null) {
    const resolver = FUNCTIONS[called];
    if (!resolver) throw new TemplateError(place, `calls ${called}, which the local run does not know`);
    return resolver(value[called], scope, place);
  }
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    item: resolveNode(item, scope, `${place}.${key}`),
  }));
  return Object.fromEntries(entries.filter(({ item }) => item !== NO_VALUE).map(({ key, item }) => [key, item]));
}

/** An object of one key that reads like a function is a call. `Condition` is one only where it holds a name: in a policy it is an object. */
function calledFunction(value: Readonly<Record<string, unknown>>): string | null {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return null;
  if (name === 'Condition') return typeof value[name] === 'string' ? name : null;
  return name === 'Ref' || name.startsWith('Fn::') ? name : null;
}

function refuseDynamicReference(text: string, place: string): string {
  if (text.includes('{{resolve:')) {
    throw new TemplateError(place, 'holds a dynamic reference, which the local run does not know');
  }
  return text;
}

function resolveRef(argument: unknown, scope: Scope, place: string): unknown {
  const name = String(argument);
  const { pseudo } = scope;
  switch (name) {
    case 'AWS::AccountId':
      return pseudo.accountId;
    case 'AWS::Region':
      return pseudo.region;
    case 'AWS::Partition':
      return pseudo.partition;
    case 'AWS::URLSuffix':
      return pseudo.urlSuffix;
    case 'AWS::StackName':
      return pseudo.stackName;
    case 'AWS::StackId':
      return pseudo.stackId;
    case 'AWS::NoValue':
      return NO_VALUE;
    default: {
      const found = scope.parameters[name] ?? scope.ref(name);
      if (found === undefined) throw new TemplateError(place, `refers to ${name}, which has no value`);
      return found;
    }
  }
}

function resolveGetAtt(argument: unknown, scope: Scope, place: string): unknown {
  const { logicalId, attribute } = parseGetAtt(argument);
  const found = scope.attribute(logicalId, attribute);
  if (found === undefined) {
    throw new TemplateError(place, `wants ${logicalId}.${attribute}, which the local run does not give`);
  }
  return found;
}

function parseGetAtt(argument: unknown): { readonly logicalId: string; readonly attribute: string } {
  const [logicalId = '', ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return { logicalId, attribute: path.join('.') };
}

function resolveJoin(argument: unknown, scope: Scope, place: string): string {
  const [separator, parts] = toList(argument, place, 2);
  const resolved = resolveValue(parts, scope, place);
  return toList(resolved, place)
    .map((part) => toText(part, place))
    .join(String(separator));
}

const SUB_NAME = /\$\{(!?)([^}]*)\}/g;

function resolveSub(argument: unknown, scope: Scope, place: string): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const local = isRecord(given) ? given : {};
  return String(text).replace(SUB_NAME, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(local, name)) return resolveText(local[name], scope, place);
    const value =
      name.startsWith('AWS::') || !name.includes('.')
        ? resolveRef(name, scope, place)
        : resolveGetAtt(name, scope, place);
    return toText(value, place);
  });
}

function listSubNames(argument: unknown): readonly string[] {
  const text = String(Array.isArray(argument) ? argument[0] : argument);
  return [...text.matchAll(SUB_NAME)]
    .filter(([, literal]) => !literal)
    .map(([, , name = '']) => name.split('.')[0] ?? '');
}

function resolveSelect(argument: unknown, scope: Scope, place: string): unknown {
  const [index, list] = toList(argument, place, 2);
  const items = toList(resolveValue(list, scope, place), place);
  const at = Number(resolveValue(index, scope, place));
  if (!(at in items)) throw new TemplateError(place, `selects item ${at} of ${items.length}`);
  return items[at];
}

function resolveSplit(argument: unknown, scope: Scope, place: string): readonly string[] {
  const [separator, text] = toList(argument, place, 2);
  return resolveText(text, scope, place).split(String(separator));
}

function resolveIf(argument: unknown, scope: Scope, place: string): unknown {
  const [condition, whenTrue, whenFalse] = toList(argument, place, 3);
  return resolveNode(resolveCondition(String(condition), scope, place) ? whenTrue : whenFalse, scope, place);
}

function resolveFindInMap(argument: unknown, scope: Scope, place: string): unknown {
  const keys = toList(argument, place, 3).map((key) => resolveText(key, scope, place));
  const found = keys.reduce<unknown>((level, key) => (isRecord(level) ? level[key] : undefined), scope.mappings);
  if (found === undefined) throw new TemplateError(place, `finds nothing in the mapping at ${keys.join('.')}`);
  return found;
}

function resolveImportValue(argument: unknown, scope: Scope, place: string): unknown {
  const name = resolveText(argument, scope, place);
  const found = scope.imported(name);
  if (found === undefined) throw new TemplateError(place, `imports ${name}, which no stack exports`);
  return found;
}

function isTrue(value: unknown, scope: Scope, place: string): boolean {
  const resolved = resolveValue(value, scope, place);
  return resolved === true || resolved === 'true';
}

function resolveText(value: unknown, scope: Scope, place: string): string {
  return toText(resolveValue(value, scope, place), place);
}

function toText(value: unknown, place: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(place, 'needs a text where something else stands');
}

function toList(value: unknown, place: string, length?: number): readonly unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new TemplateError(place, `needs a list${length === undefined ? '' : ` of ${length}`}`);
  }
  return value;
}
