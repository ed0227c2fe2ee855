/** The policy of a signed URL or cookie: parsing, wildcard resources, conditions. [Developer Guide, "Custom policy"] */
import { BlockList } from 'node:net';
import { wildcardExpression } from './path-pattern.ts';
import type { Properties } from './resources.ts';

export interface SignedPolicy {
  /** null stands for every resource. */
  readonly resource: string | null;
  /** Unix seconds. */
  readonly lessThan: number;
  readonly greaterThan: number | null;
  /** IPv4 address or range. */
  readonly sourceIp: string | null;
}

/** The text that a canned policy signs. */
export function formatCannedPolicy(url: string, expires: number): string {
  return `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
}

/** null for anything but the one documented form. */
export function parseSignedPolicy(json: string): SignedPolicy | null {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return null;
  }
  const statement = only(document, ['Statement'])?.Statement;
  if (!Array.isArray(statement) || statement.length !== 1) return null;
  const parts = only(statement[0], ['Resource', 'Condition']);
  const conditions = only(parts?.Condition, ['DateLessThan', 'DateGreaterThan', 'IpAddress']);
  if (!parts || !conditions) return null;
  const lessThan = readEpoch(conditions.DateLessThan);
  const greaterThan = conditions.DateGreaterThan === undefined ? null : readEpoch(conditions.DateGreaterThan);
  const sourceIp =
    conditions.IpAddress === undefined ? null : only(conditions.IpAddress, ['AWS:SourceIp'])?.['AWS:SourceIp'];
  const resource = parts.Resource ?? null;
  if (lessThan === null || Number.isNaN(greaterThan ?? 0)) return null;
  if (conditions.DateGreaterThan !== undefined && greaterThan === null) return null;
  if (resource !== null && typeof resource !== 'string') return null;
  if (sourceIp !== null && (typeof sourceIp !== 'string' || toRange(sourceIp) === null)) return null;
  return { resource, lessThan, greaterThan, sourceIp };
}

function only(value: unknown, names: readonly string[]): Properties | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.keys(value).every((name) => names.includes(name)) ? (value as Properties) : null;
}

function readEpoch(value: unknown): number | null {
  const time = only(value, ['AWS:EpochTime'])?.['AWS:EpochTime'];
  return typeof time === 'number' && Number.isSafeInteger(time) ? time : null;
}

function toRange(text: string): BlockList | null {
  const [, address = '', bits = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(bits), 'ipv4');
    return list;
  } catch {
    return null;
  }
}

export function isWithinTimes({ lessThan, greaterThan }: SignedPolicy, nowMs: number): boolean {
  return nowMs < lessThan * 1000 && (greaterThan === null || nowMs > greaterThan * 1000);
}

export function isFromAllowedAddress({ sourceIp }: SignedPolicy, clientIp: string): boolean {
  if (sourceIp === null) return true;
  return toRange(sourceIp)?.check(clientIp, 'ipv4') ?? false;
}

interface UrlSections {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string | null;
}

/**
 * Says whether a policy's resource covers a URL. `*` is any run of characters and `?` exactly one, each within its section:
 * scheme, host, path, query. A `*` that ends the path reaches into the query, one that ends the host into all that follows.
 */
export function isCovered(resource: string | null, url: string): boolean {
  if (resource === null || resource === '*') return true;
  const actual = parseUrl(url);
  return actual !== null && toPatterns(resource).some((pattern) => isMatch(pattern, actual));
}

function parseUrl(url: string): UrlSections | null {
  const [, scheme = '', host = '', path = '', query] = /^(\w+):\/\/([^/?]*)(\/[^?]*)(?:\?(.*))?$/s.exec(url) ?? [];
  return scheme === '' ? null : { scheme, host, path, query: query ?? null };
}

/** The ways to read a resource: `\?` begins its query, and so may a bare `?`, since AWS's own signers do not escape it. */
function toPatterns(resource: string): UrlSections[] {
  const [, scheme = '*', host = '', tail = ''] = /^(?:([^:/]+):\/\/)?([^/]*)(.*)$/s.exec(resource) ?? [];
  if (tail === '') {
    return [{ scheme, host, path: host.endsWith('*') ? '*' : '/', query: host.endsWith('*') ? '*' : null }];
  }
  const escaped = tail.indexOf('\\?');
  if (escaped >= 0) return [{ scheme, host, path: tail.slice(0, escaped), query: tail.slice(escaped + 2) }];
  const whole = { scheme, host, path: tail, query: tail.endsWith('*') ? '*' : null };
  const marks = [...tail.matchAll(/\?/g)];
  return [
    whole,
    ...marks.map(({ index }) => ({ scheme, host, path: tail.slice(0, index), query: tail.slice(index + 1) })),
  ];
}

function isMatch(pattern: UrlSections, actual: UrlSections): boolean {
  const fits = (name: 'scheme' | 'host' | 'path') => wildcardExpression(pattern[name]).test(actual[name]);
  const isQueryCovered =
    pattern.query === null
      ? actual.query === null
      : pattern.query === '*' || (actual.query !== null && wildcardExpression(pattern.query).test(actual.query));
  return isQueryCovered && fits('scheme') && fits('host') && fits('path');
}
