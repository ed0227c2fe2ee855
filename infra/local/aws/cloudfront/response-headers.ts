/** Response headers policies: what a behaviour removes from and sets on each response. CORS and Server-Timing are refused. */
import { TemplateError } from '../template/template-error.ts';
import { type HeaderMap, withHeader, withoutHeaders } from './header-map.ts';
import { type PropertyReader, readProperties } from './read-properties.ts';

export interface ResponseHeadersPolicy {
  /** Names, in any case. */
  readonly remove: readonly string[];
  readonly set: readonly PolicyHeader[];
}

interface PolicyHeader {
  readonly key: string;
  readonly value: string;
  /** Whether it replaces what the origin sent. */
  readonly override: boolean;
}

/** CloudFront's bound on the value of Content-Security-Policy, characters. */
const MAX_CSP_LENGTH = 1783;
/** Developer Guide, "Understand response headers policies": headers that cannot be removed. */
const NOT_REMOVABLE =
  /^(connection|content-encoding|content-length|expect|host|keep-alive|proxy-.*|trailer|transfer-encoding|upgrade|via|warning|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/i;

/**
 * @param properties `Properties` of an AWS::CloudFront::ResponseHeadersPolicy.
 * @throws {TemplateError} when it asks for what the local CloudFront does not know.
 */
export function parseResponseHeadersPolicy(properties: unknown, path: string): ResponseHeadersPolicy {
  const resource = readProperties(properties, path);
  const config = resource.child('ResponseHeadersPolicyConfig');
  resource.finish();
  config.withoutEffect({ Name: 'a name only', Comment: 'a comment only' });
  const security = config.optionalChild('SecurityHeadersConfig');
  const custom = config.optionalChild('CustomHeadersConfig');
  const removal = config.optionalChild('RemoveHeadersConfig');
  const policy = {
    remove: removal ? parseRemoved(removal) : [],
    set: [...(security ? parseSecurity(security) : []), ...(custom ? parseCustom(custom) : [])],
  };
  config.finish();
  return policy;
}

function parseRemoved(reader: PropertyReader): string[] {
  const names = reader.children('Items').map((item) => {
    const name = item.text('Header');
    item.finish();
    return name;
  });
  reader.finish();
  const refused = names.find((name) => NOT_REMOVABLE.test(name));
  if (refused) throw new TemplateError(reader.path, `${refused} cannot be removed`);
  return names;
}

function parseCustom(reader: PropertyReader): PolicyHeader[] {
  const headers = reader.children('Items').map((item) => {
    const header = { key: item.text('Header'), value: item.text('Value'), override: item.flag('Override') };
    item.finish();
    return header;
  });
  reader.finish();
  return headers;
}

function parseSecurity(reader: PropertyReader): PolicyHeader[] {
  const headers: PolicyHeader[] = [];
  const add = (name: string, key: string, format: (part: PropertyReader) => string) => {
    const part = reader.optionalChild(name);
    if (!part) return;
    headers.push({ key, value: format(part), override: part.flag('Override') });
    part.finish();
  };
  add('ContentSecurityPolicy', 'Content-Security-Policy', formatContentSecurityPolicy);
  add('ContentTypeOptions', 'X-Content-Type-Options', () => 'nosniff');
  add('FrameOptions', 'X-Frame-Options', (part) => part.oneOf('FrameOption', ['DENY', 'SAMEORIGIN']));
  add('ReferrerPolicy', 'Referrer-Policy', (part) => part.text('ReferrerPolicy'));
  add('StrictTransportSecurity', 'Strict-Transport-Security', formatTransportSecurity);
  add('XSSProtection', 'X-XSS-Protection', formatXssProtection);
  reader.finish();
  return headers;
}

function formatContentSecurityPolicy(part: PropertyReader): string {
  const value = part.text('ContentSecurityPolicy');
  if (value.length > MAX_CSP_LENGTH) throw new TemplateError(part.path, `is longer than ${MAX_CSP_LENGTH} characters`);
  return value;
}

function formatTransportSecurity(part: PropertyReader): string {
  const directives = [`max-age=${part.integer('AccessControlMaxAgeSec')}`];
  if (part.flag('IncludeSubdomains', false)) directives.push('includeSubDomains');
  if (part.flag('Preload', false)) directives.push('preload');
  return directives.join('; ');
}

function formatXssProtection(part: PropertyReader): string {
  const protects = part.flag('Protection');
  const blocks = part.flag('ModeBlock', false);
  if (!protects) return '0';
  return blocks ? '1; mode=block' : '1';
}

/** Removes first, then sets; a header that does not override yields to what the response has. */
export function applyResponseHeadersPolicy(headers: HeaderMap, policy: ResponseHeadersPolicy | null): HeaderMap {
  if (!policy) return headers;
  const kept = withoutHeaders(headers, policy.remove);
  return policy.set.reduce(
    (map, { key, value, override }) => (override || !map.has(key.toLowerCase()) ? withHeader(map, key, value) : map),
    kept,
  );
}
