/**
 * Path patterns of cache behaviours: `*` is any run of characters (also `/`), `?` exactly one, case counts, a leading slash
 * is optional, the query is not looked at. The path is normalised (RFC 3986) for the comparison only. [Developer Guide,
 * "Path pattern"]
 */
import { TemplateError } from '../template/template-error.ts';

const MAX_PATTERN_LENGTH = 255;
const PATTERN = /^[A-Za-z0-9_.*$/~"'@:+&?-]+$/;

/** @throws {TemplateError} when CloudFront does not take the pattern. */
export function parsePathPattern(pattern: string, path: string): RegExp {
  if (pattern.length > MAX_PATTERN_LENGTH || !PATTERN.test(pattern)) {
    throw new TemplateError(path, 'not a path pattern');
  }
  const anchored = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  return wildcardExpression(anchored);
}

/** Makes an expression for a text with `*` and `?`. */
export function wildcardExpression(text: string): RegExp {
  const source = text
    .replace(/[.+^$(){}|[\]\\/]/g, '\\$&')
    .replace(/\*+/g, '[^]*')
    .replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`);
}

/** Resolves dot segments, runs of slashes and percent-encoded unreserved characters. */
export function normalisePath(rawPath: string): string {
  const decoded = rawPath.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : code.toUpperCase();
  });
  const kept: string[] = [];
  const segments = decoded.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    const isDots = segment === '.' || segment === '..';
    if (isDots || segment === '') {
      if (isLast) kept.push('');
    } else {
      kept.push(segment);
    }
  }
  return `/${kept.join('/')}`;
}
