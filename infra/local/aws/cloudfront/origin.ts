/** An origin of the distribution: where it is, what is sent to it besides the request, how long it may take. */
import { TemplateError } from '../template/template-error.ts';
import type { Field } from './header-map.ts';
import { type PropertyReader, readProperties } from './read-properties.ts';
import { type DistributionResources, formatPlace } from './resources.ts';

export interface Origin {
  readonly id: string;
  readonly domainName: string;
  /** Put before the path of each request; empty or beginning with a slash. */
  readonly path: string;
  readonly customHeaders: readonly Field[];
  readonly connectionAttempts: number;
  readonly connectionTimeoutMs: number;
  /** Longest silence of the origin. */
  readonly responseTimeoutMs: number;
  /** Longest whole response; null for no bound. */
  readonly completionTimeoutMs: number | null;
  readonly kind: S3Origin | CustomOrigin;
}

export interface S3Origin {
  readonly type: 's3';
  readonly signing: Signing | null;
}

/** `always` replaces the viewer's Authorization, `no-override` signs only where there is none. */
export type Signing = 'always' | 'never' | 'no-override';

export interface CustomOrigin {
  readonly type: 'custom';
  readonly protocol: 'http' | 'https';
  readonly port: number;
  readonly keepaliveTimeoutSeconds: number;
  readonly sslProtocols: readonly string[];
}

/** Quotas of the Developer Guide, "Quotas": origin custom headers. */
const CUSTOM_HEADER_BOUNDS = { count: 30, name: 256, value: 1783, total: 10_240 } as const;
/** "Custom headers that CloudFront can't add to origin requests". */
const FORBIDDEN_CUSTOM_HEADER =
  /^(accept-encoding|cache-control|connection|content-length|cookie|host|if-.*|max-forwards|pragma|proxy-.*|range|request-range|te|trailer|transfer-encoding|upgrade|via|x-amz-.*|x-edge-.*|x-real-ip)$/i;

type AccessControls = Pick<DistributionResources, 'originAccessControls' | 'logicalIds'>;

/** @throws {TemplateError} when it asks for what the local CloudFront does not do. */
export function parseOrigin(reader: PropertyReader, resources: AccessControls): Origin {
  const customHeaders = parseCustomHeaders(reader);
  const custom = reader.optionalChild('CustomOriginConfig');
  const s3 = reader.optionalChild('S3OriginConfig');
  const controlId = reader.optionalText('OriginAccessControlId');
  const readTimeoutSeconds = custom?.integer('OriginReadTimeout', 30) ?? s3?.integer('OriginReadTimeout', 30) ?? 30;
  const completionSeconds = reader.has('ResponseCompletionTimeout')
    ? reader.integer('ResponseCompletionTimeout')
    : null;
  const origin: Origin = {
    id: reader.text('Id'),
    domainName: reader.text('DomainName'),
    path: parseOriginPath(reader),
    customHeaders,
    connectionAttempts: reader.integer('ConnectionAttempts', 3),
    connectionTimeoutMs: reader.integer('ConnectionTimeout', 10) * 1000,
    responseTimeoutMs: readTimeoutSeconds * 1000,
    completionTimeoutMs: completionSeconds === null ? null : completionSeconds * 1000,
    kind: parseKind(reader, { custom, s3, controlId, resources }),
  };
  reader.finish();
  return origin;
}

interface KindParts {
  readonly custom: PropertyReader | null;
  readonly s3: PropertyReader | null;
  readonly controlId: string | null;
  readonly resources: AccessControls;
}

function parseKind(reader: PropertyReader, { custom, s3, controlId, resources }: KindParts): Origin['kind'] {
  if (custom && !s3 && !controlId) return parseCustom(custom);
  if (!s3 || custom) {
    throw new TemplateError(reader.path, 'is neither an S3 origin nor a custom origin without access control');
  }
  if (s3.optionalText('OriginAccessIdentity')) {
    throw new TemplateError(s3.path, 'origin access identities are not known here');
  }
  s3.finish();
  return { type: 's3', signing: controlId ? parseAccessControl(controlId, resources) : null };
}

function parseCustom(reader: PropertyReader): CustomOrigin {
  const policy = reader.oneOf('OriginProtocolPolicy', ['http-only', 'https-only', 'match-viewer']);
  const ports = { http: reader.integer('HTTPPort', 80), https: reader.integer('HTTPSPort', 443) };
  // A viewer on the loopback counts as one that came over HTTPS.
  const protocol = policy === 'http-only' ? 'http' : 'https';
  const custom: CustomOrigin = {
    type: 'custom',
    protocol,
    port: ports[protocol],
    keepaliveTimeoutSeconds: reader.integer('OriginKeepaliveTimeout', 5),
    sslProtocols: reader.texts('OriginSSLProtocols'),
  };
  reader.finish();
  return custom;
}

function parseAccessControl(id: string, resources: AccessControls): Signing {
  const resource = readProperties(resources.originAccessControls.get(id), formatPlace(resources, id));
  const config = resource.child('OriginAccessControlConfig');
  resource.finish();
  config.withoutEffect({ Name: 'a name only', Description: 'a comment only' });
  config.oneOf('OriginAccessControlOriginType', ['s3']);
  config.oneOf('SigningProtocol', ['sigv4']);
  const signing = config.oneOf('SigningBehavior', ['always', 'never', 'no-override']);
  config.finish();
  return signing;
}

function parseOriginPath(reader: PropertyReader): string {
  const path = reader.optionalText('OriginPath') ?? '';
  if (path !== '' && (!path.startsWith('/') || path.endsWith('/'))) {
    throw new TemplateError(`${reader.path}.OriginPath`, 'must begin with a slash and not end with one');
  }
  return path;
}

function parseCustomHeaders(reader: PropertyReader): Field[] {
  const headers = reader.children('OriginCustomHeaders').map((item) => {
    const field = { key: item.text('HeaderName'), value: item.text('HeaderValue') };
    item.finish();
    const { name, value } = CUSTOM_HEADER_BOUNDS;
    if (FORBIDDEN_CUSTOM_HEADER.test(field.key)) {
      throw new TemplateError(item.path, `CloudFront cannot add ${field.key}`);
    }
    if (field.key.length > name || field.value.length > value) throw new TemplateError(item.path, 'is too long');
    return field;
  });
  const total = headers.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  if (headers.length > CUSTOM_HEADER_BOUNDS.count || total > CUSTOM_HEADER_BOUNDS.total) {
    throw new TemplateError(`${reader.path}.OriginCustomHeaders`, 'more than CloudFront takes');
  }
  return headers;
}
