/** The policy of a signed URL or cookie: parsing, wildcard resources, conditions. [Developer Guide, "Custom policy"] */
import { BlockList } from 'node:net';
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

/**
 * Says whether a policy's resource covers a URL. `*` is any run of characters and `?` exactly one, each within its part of
 * the URL: scheme, host, path. Only a `*` that ends the resource reaches into the query, so that nobody can carry the
 * middle of a resource in a query of their own.
 */
export function isCovered(resource: string | null, url: string): boolean {
  if (resource === null) return true;
  const pattern = splitUrl(resource, false);
  const actual = splitUrl(url, true);
  if (!pattern || !actual) return false;
  const isSameSite = match(pattern.scheme, actual.scheme) && match(pattern.host, actual.host);
  return isSameSite && isPathCovered(pattern.rest, actual);
}

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  /** The path with its slash; of a resource also what stands for the query. */
  readonly rest: string;
  readonly query: string | null;
}

function splitUrl(url: string, hasQuery: boolean): UrlParts | null {
  const [, scheme = '', host = '', tail = ''] = /^([a-z*?]+):\/\/([^/]*)(\/.*)$/is.exec(url) ?? [];
  if (scheme === '') return null;
  const mark = hasQuery ? tail.indexOf('?') : -1;
  return mark < 0
    ? { scheme, host, rest: tail, query: null }
    : { scheme, host, rest: tail.slice(0, mark), query: tail.slice(mark + 1) };
}

function isPathCovered(pattern: string, { rest, query }: UrlParts): boolean {
  if (query === null) return match(pattern, rest);
  if (pattern.endsWith('*') && match(pattern, rest)) return true;
  // A `?` of the resource may be the mark before its query.
  return [...pattern.matchAll(/\?/g)].some(
    ({ index }) => match(pattern.slice(0, index), rest) && match(pattern.slice(index + 1), query),
  );
}

function match(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^$(){}|[\]\\/]/g, '\\$&')
    .replace(/\*+/g, '[^]*')
    .replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`).test(text);
}
