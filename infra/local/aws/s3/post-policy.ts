/**
 * POST policies ("Creating a POST policy"): read, and held against a form. Names and operators are compared without
 * regard to case, values exactly. A form field that no condition names is refused.
 */
import { S3Error } from './errors.ts';

export type PolicyCondition =
  | { readonly operator: 'eq' | 'starts-with'; readonly field: string; readonly value: string; readonly text: string }
  | { readonly operator: 'content-length-range'; readonly min: number; readonly max: number };

export interface PostPolicy {
  readonly expiresAtMs: number;
  readonly conditions: readonly PolicyCondition[];
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** Form fields that need no condition. */
const EXEMPT = /^(?:x-amz-signature|policy|file|x-ignore-.*)$/;

function invalid(reason: string): S3Error {
  return new S3Error('InvalidPolicyDocument', `Invalid Policy: ${reason}`);
}

function refused(reason: string): S3Error {
  return new S3Error('AccessDenied', `Invalid according to Policy: ${reason}`);
}

function parseRange(parts: readonly unknown[]): PolicyCondition {
  const [, min, max] = parts.map((part) => (typeof part === 'string' && /^\d+$/.test(part) ? Number(part) : part));
  const isSound =
    parts.length === 3 &&
    Number.isSafeInteger(min) &&
    Number.isSafeInteger(max) &&
    Number(min) >= 0 &&
    Number(max) >= 0;
  if (!isSound) throw invalid('Invalid content-length-range: needs a minimum and a maximum.');
  return { operator: 'content-length-range', min: Number(min), max: Number(max) };
}

function parseListCondition(parts: readonly unknown[]): PolicyCondition {
  const operator = typeof parts[0] === 'string' ? parts[0].toLowerCase() : '';
  if (operator === 'content-length-range') return parseRange(parts);
  const [, field, value] = parts;
  if (operator !== 'eq' && operator !== 'starts-with') {
    throw invalid(`Invalid Condition: unknown operation: ${JSON.stringify(parts[0])}`);
  }
  if (parts.length !== 3 || typeof field !== 'string' || typeof value !== 'string') {
    throw invalid('Invalid Condition: wrong number or type of arguments.');
  }
  if (!/^\$./.test(field)) throw invalid(`Invalid Condition: the field name must start with a $: ${field}`);
  const text = `["${operator}", "${field}", "${value}"]`;
  return { operator, field: field.slice(1).toLowerCase(), value, text };
}

function parseObjectCondition(condition: object): readonly PolicyCondition[] {
  const entries = Object.entries(condition);
  if (entries.length !== 1) {
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  }
  return entries.map(([field, value]: [string, unknown]) => {
    if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.');
    return { operator: 'eq', field: field.toLowerCase(), value, text: `["eq", "$${field}", "${value}"]` } as const;
  });
}

function parseConditions(value: unknown): readonly PolicyCondition[] {
  if (!Array.isArray(value)) {
    throw invalid(value === undefined ? 'Policy missing conditions.' : "Invalid 'conditions' value: must be a List.");
  }
  return value.flatMap((condition: unknown) => {
    if (Array.isArray(condition)) return [parseListCondition(condition)];
    if (typeof condition === 'object' && condition !== null) return parseObjectCondition(condition);
    throw invalid('Invalid Condition: must be a List or a Simple-Condition.');
  });
}

function decodeBase64(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.length % 4 !== 0) throw invalid('Invalid Base64 encoding.');
  return Buffer.from(compact, 'base64').toString('utf8');
}

/**
 * Reads a policy as it stands in its form field, in base64.
 * @throws {S3Error} when it is no policy: `InvalidPolicyDocument`
 */
export function parsePostPolicy(base64: string): PostPolicy {
  let document: unknown;
  try {
    document = JSON.parse(decodeBase64(base64));
  } catch (error) {
    throw error instanceof S3Error ? error : invalid('Invalid JSON.');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw invalid('Invalid JSON: Unexpected value.');
  }
  const { expiration, conditions, ...rest } = document as Record<string, unknown>;
  const [unexpected] = Object.keys(rest);
  if (unexpected !== undefined) throw invalid(`Unexpected: '${unexpected}'`);
  if (expiration === undefined) throw invalid('Policy missing expiration.');
  const expiresAtMs = typeof expiration === 'string' && ISO_TIME.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(expiresAtMs)) throw invalid(`Invalid 'expiration' value: '${String(expiration)}'`);
  return { expiresAtMs, conditions: parseConditions(conditions) };
}

/** A Content-Type may be a list: `starts-with` must then hold for each of its members. */
function startsWith(field: string, value: string, prefix: string): boolean {
  const members = field === 'content-type' ? value.split(',').map((member) => member.trim()) : [value];
  return members.every((member) => member.startsWith(prefix));
}

function holds(condition: PolicyCondition, fields: ReadonlyMap<string, string>): boolean {
  if (condition.operator === 'content-length-range') return true;
  const value = fields.get(condition.field);
  if (value === undefined || condition.operator === 'eq') return value === condition.value;
  return startsWith(condition.field, value, condition.value);
}

/**
 * Checks all but the length of the file. `fields` by lower-case name, `bucket` among them.
 * @throws {S3Error} when the policy has expired, a condition does not hold, or a field has none: `AccessDenied`
 */
export function checkPostPolicy(policy: PostPolicy, fields: ReadonlyMap<string, string>, nowMs: number): void {
  if (nowMs >= policy.expiresAtMs) throw refused('Policy expired.');
  for (const condition of policy.conditions) {
    if (condition.operator !== 'content-length-range' && !holds(condition, fields)) {
      throw refused(`Policy Condition failed: ${condition.text}`);
    }
  }
  const named = new Set(
    policy.conditions.map((condition) => (condition.operator === 'content-length-range' ? '' : condition.field)),
  );
  const extra = [...fields.keys()].filter((name) => !EXEMPT.test(name) && !named.has(name));
  if (extra.length > 0) throw refused(`Extra input fields: ${extra.join(', ')}`);
}

/** The tightest bounds on the file's bytes; S3's own where the policy has none. */
export function findLengthRange(
  policy: PostPolicy,
  maxObjectBytes: number,
): { readonly min: number; readonly max: number } {
  let min = 0;
  let max = maxObjectBytes;
  for (const condition of policy.conditions) {
    if (condition.operator === 'content-length-range') {
      min = Math.max(min, condition.min);
      max = Math.min(max, condition.max);
    }
  }
  return { min, max };
}
