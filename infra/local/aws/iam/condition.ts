/**
 * The Condition block of an IAM statement ("IAM JSON policy elements: Condition operators"). An operator that is not
 * known here is an error, never a silent yes or no.
 */
import { BlockList, isIP } from 'node:net';
import { matchesPattern } from './match-pattern.ts';
import type { PolicyStatement } from './policy-document.ts';

/** Facts of a request, under lower-case condition keys (`aws:sourcearn`, `s3:prefix`). */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

type Comparison = (actual: string, expected: string) => boolean;

function compareNumbers(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => holds(Number(actual), Number(expected));
}

function compareDates(holds: (actual: number, expected: number) => boolean): Comparison {
  const toMs = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
  return (actual, expected) => holds(toMs(actual), toMs(expected));
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  if (isIP(base) === 0 || isIP(address) === 0) return false;
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(base, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  StringLike: matchesPattern,
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  BinaryEquals: (actual, expected) => actual === expected,
  NumericEquals: compareNumbers((actual, expected) => actual === expected),
  NumericLessThan: compareNumbers((actual, expected) => actual < expected),
  NumericLessThanEquals: compareNumbers((actual, expected) => actual <= expected),
  NumericGreaterThan: compareNumbers((actual, expected) => actual > expected),
  NumericGreaterThanEquals: compareNumbers((actual, expected) => actual >= expected),
  DateEquals: compareDates((actual, expected) => actual === expected),
  DateLessThan: compareDates((actual, expected) => actual < expected),
  DateLessThanEquals: compareDates((actual, expected) => actual <= expected),
  DateGreaterThan: compareDates((actual, expected) => actual > expected),
  DateGreaterThanEquals: compareDates((actual, expected) => actual >= expected),
  IpAddress: isInNetwork,
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

export function toStrings(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  // A policy may hold a bare number or truth value (`"s3:TlsVersion": 1.2`).
  return typeof value === 'object' ? value : [String(value)];
}

interface Operator {
  readonly set: 'ForAllValues' | 'ForAnyValue' | null;
  readonly name: string;
  readonly isNegated: boolean;
  readonly isIfExists: boolean;
}

function parseOperator(text: string): Operator {
  const [, set, word = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  const name = NEGATIONS[word] ?? word;
  if (name !== 'Null' && COMPARISONS[name] === undefined) throw new TypeError(`unknown condition operator: ${text}`);
  return {
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : null,
    name,
    isNegated: NEGATIONS[word] !== undefined,
    isIfExists: ifExists !== undefined,
  };
}

function substitute(text: string, context: RequestContext): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    const [value] = toStrings(context[name.toLowerCase()]);
    if (value === undefined) throw new TypeError(`unknown policy variable: ${name}`);
    return value;
  });
}

function holds(operatorText: string, actual: readonly string[], expected: readonly string[]): boolean {
  const operator = parseOperator(operatorText);
  if (operator.name === 'Null') return expected.includes(actual.length === 0 ? 'true' : 'false');
  if (actual.length === 0) {
    return operator.isIfExists || operator.set === 'ForAllValues' || (operator.isNegated && operator.set === null);
  }
  const compare = COMPARISONS[operator.name];
  const matches = (value: string): boolean =>
    expected.some((wanted) => compare?.(value, wanted)) !== operator.isNegated;
  return operator.set === 'ForAllValues' ? actual.every(matches) : actual.some(matches);
}

/** @throws {TypeError} when an operator or a policy variable is not known here. */
export function satisfiesConditions(conditions: PolicyStatement['Condition'], context: RequestContext): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holds(
        operator,
        toStrings(context[key.toLowerCase()]),
        toStrings(expected).map((text) => substitute(String(text), context)),
      ),
    ),
  );
}
