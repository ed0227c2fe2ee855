/** A bucket's cross-origin rules, read and written. */
import { S3Error } from './errors.ts';
import { filterChildren, findText, type XmlChild, type XmlElement } from './xml.ts';

export interface CorsRule {
  readonly id: string | null;
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | null;
}

const METHODS = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE']);

function parseRule(element: XmlElement): CorsRule {
  const read = (name: string): readonly string[] => filterChildren(element, name).map(({ text }) => text);
  const maxAge = findText(element, 'MaxAgeSeconds');
  const rule: CorsRule = {
    id: findText(element, 'ID'),
    origins: read('AllowedOrigin'),
    methods: read('AllowedMethod'),
    headers: read('AllowedHeader'),
    exposedHeaders: read('ExposeHeader'),
    maxAgeSeconds: maxAge === null ? null : Number(maxAge),
  };
  if (rule.origins.length === 0 || rule.methods.length === 0) throw new S3Error('MalformedXML');
  const unknown = rule.methods.find((method) => !METHODS.has(method));
  if (unknown !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`,
    );
  }
  if ([...rule.origins, ...rule.headers].some((text) => text.split('*').length > 2)) {
    throw new S3Error('InvalidRequest', 'AllowedOrigin and AllowedHeader can not have more than one wildcard.');
  }
  return rule;
}

/** @throws {S3Error} when there is no rule, more than 100, or one that S3 refuses. */
export function parseCorsConfiguration(root: XmlElement): readonly CorsRule[] {
  const rules = filterChildren(root, 'CORSRule').map(parseRule);
  if (rules.length === 0 || rules.length > 100) throw new S3Error('MalformedXML');
  return rules;
}

export function formatCorsConfiguration(rules: readonly CorsRule[]): readonly XmlChild[] {
  return rules.map(({ id, origins, methods, headers, exposedHeaders, maxAgeSeconds }) => {
    const content: readonly XmlChild[] = [
      ...(id === null ? [] : [['ID', id] as const]),
      ...origins.map((origin) => ['AllowedOrigin', origin] as const),
      ...methods.map((method) => ['AllowedMethod', method] as const),
      ...headers.map((header) => ['AllowedHeader', header] as const),
      ...exposedHeaders.map((header) => ['ExposeHeader', header] as const),
      ...(maxAgeSeconds === null ? [] : [['MaxAgeSeconds', maxAgeSeconds] as const]),
    ];
    return ['CORSRule', content];
  });
}
