/** A cache behaviour: which requests it takes and what becomes of them, with everything it names already looked up. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { TemplateError } from '../template/template-error.ts';
import { createFunctionProgram, type FunctionProgram } from './function-program.ts';
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from './managed-policies.ts';
import type { Origin } from './origin.ts';
import { parsePathPattern } from './path-pattern.ts';
import { type CachePolicy, type OriginRequestPolicy, parseCachePolicy, parseOriginRequestPolicy } from './policies.ts';
import { type PropertyReader, readProperties } from './read-properties.ts';
import { type DistributionResources, formatPlace, type Properties } from './resources.ts';
import { parseResponseHeadersPolicy, type ResponseHeadersPolicy } from './response-headers.ts';

export type LambdaEventType = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';

export interface LambdaAssociation {
  readonly versionArn: string;
  readonly includeBody: boolean;
}

export interface Behaviour {
  /** As it stands in the template; `*` for the default one. */
  readonly name: string;
  readonly pattern: RegExp;
  readonly origin: Origin;
  readonly allowedMethods: ReadonlySet<string>;
  readonly cachedMethods: ReadonlySet<string>;
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy: OriginRequestPolicy | null;
  readonly responseHeadersPolicy: ResponseHeadersPolicy | null;
  readonly compress: boolean;
  readonly functions: Readonly<Partial<Record<'viewer-request' | 'viewer-response', FunctionProgram>>>;
  readonly lambdas: Readonly<Partial<Record<LambdaEventType, LambdaAssociation>>>;
  /** Public keys that may sign, by their id; null where no signature is asked for. */
  readonly signers: ReadonlyMap<string, KeyObject> | null;
}

interface BehaviourParts {
  readonly resources: DistributionResources;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly isDefault?: boolean;
}

const READ_METHODS = ['GET', 'HEAD'];
const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];
/** The three sets that CloudFront takes. */
const METHOD_SETS = [READ_METHODS, [...READ_METHODS, 'OPTIONS'], ALL_METHODS];
const MAX_KEYS_PER_GROUP = 5;
const MAX_KEY_GROUPS = 4;

/** @throws {TemplateError} when it asks for what the local CloudFront does not do. */
export function parseBehaviour(reader: PropertyReader, { resources, origins, isDefault }: BehaviourParts): Behaviour {
  const name = isDefault ? '*' : reader.text('PathPattern');
  const origin = origins.get(reader.text('TargetOriginId'));
  if (!origin) throw new TemplateError(`${reader.path}.TargetOriginId`, 'there is no such origin');
  // The loopback counts as HTTPS, so none of the three ever turns a viewer away here.
  reader.oneOf('ViewerProtocolPolicy', ['allow-all', 'redirect-to-https', 'https-only']);
  if (reader.flag('SmoothStreaming', false)) {
    throw new TemplateError(`${reader.path}.SmoothStreaming`, 'is not known here');
  }
  const behaviour: Behaviour = {
    name,
    pattern: parsePathPattern(name, reader.path),
    origin,
    allowedMethods: parseMethods(reader, 'AllowedMethods'),
    cachedMethods: parseMethods(reader, 'CachedMethods'),
    ...parsePolicies(reader, resources),
    compress: reader.flag('Compress', false),
    functions: parseFunctions(reader, resources),
    lambdas: parseLambdas(reader),
    signers: parseSigners(reader, resources),
  };
  requireOneKindOfViewerFunction(behaviour, reader.path);
  reader.finish();
  return behaviour;
}

function parseMethods(reader: PropertyReader, name: string): ReadonlySet<string> {
  const methods = new Set(reader.has(name) ? reader.texts(name) : READ_METHODS);
  reader.texts(name);
  const known = METHOD_SETS.some((set) => set.length === methods.size && set.every((method) => methods.has(method)));
  if (!known) throw new TemplateError(`${reader.path}.${name}`, 'is not one of the sets that CloudFront takes');
  return methods;
}

function parsePolicies(reader: PropertyReader, resources: DistributionResources) {
  const find = <T>(
    name: string,
    { managed, own }: { managed: ReadonlyMap<string, T>; own: ReadonlyMap<string, Properties> },
    parse: (value: unknown, path: string) => T,
  ) => {
    const id = reader.optionalText(name);
    if (id === null) return null;
    const properties = own.get(id);
    const policy = properties ? parse(properties, formatPlace(resources, id)) : managed.get(id);
    if (!policy) {
      throw new TemplateError(`${reader.path}.${name}`, `${id} is neither in the template nor a known managed policy`);
    }
    return policy;
  };
  const cachePolicy = find(
    'CachePolicyId',
    { managed: MANAGED_CACHE_POLICIES, own: resources.cachePolicies },
    parseCachePolicy,
  );
  if (!cachePolicy) {
    throw new TemplateError(`${reader.path}.CachePolicyId`, 'is missing (legacy settings are not known here)');
  }
  return {
    cachePolicy,
    originRequestPolicy: find(
      'OriginRequestPolicyId',
      { managed: MANAGED_ORIGIN_REQUEST_POLICIES, own: resources.originRequestPolicies },
      parseOriginRequestPolicy,
    ),
    responseHeadersPolicy: find(
      'ResponseHeadersPolicyId',
      { managed: MANAGED_RESPONSE_HEADERS_POLICIES, own: resources.responseHeadersPolicies },
      parseResponseHeadersPolicy,
    ),
  };
}

function parseFunctions(reader: PropertyReader, resources: DistributionResources): Behaviour['functions'] {
  const functions: Partial<Record<'viewer-request' | 'viewer-response', FunctionProgram>> = {};
  for (const item of reader.children('FunctionAssociations')) {
    const eventType = item.oneOf('EventType', ['viewer-request', 'viewer-response']);
    const arn = item.text('FunctionARN');
    item.finish();
    const found = resources.functions.get(arn);
    if (!found) throw new TemplateError(`${item.path}.FunctionARN`, `${arn} is not in the template`);
    if (functions[eventType]) throw new TemplateError(item.path, `a second function for ${eventType}`);
    functions[eventType] = createFunctionProgram(found);
  }
  return functions;
}

function parseLambdas(reader: PropertyReader): Behaviour['lambdas'] {
  const lambdas: Partial<Record<LambdaEventType, LambdaAssociation>> = {};
  for (const item of reader.children('LambdaFunctionAssociations')) {
    const eventType = item.oneOf('EventType', [
      'viewer-request',
      'origin-request',
      'origin-response',
      'viewer-response',
    ]);
    const versionArn = item.text('LambdaFunctionARN');
    const includeBody = item.flag('IncludeBody', false);
    item.finish();
    if (!/:\d+$/.test(versionArn)) {
      throw new TemplateError(`${item.path}.LambdaFunctionARN`, 'is not a numbered version');
    }
    if (lambdas[eventType]) throw new TemplateError(item.path, `a second function for ${eventType}`);
    lambdas[eventType] = { versionArn, includeBody };
  }
  return lambdas;
}

function requireOneKindOfViewerFunction({ functions, lambdas }: Behaviour, path: string): void {
  const both = Object.keys(functions).length > 0 && (lambdas['viewer-request'] || lambdas['viewer-response']);
  if (both) throw new TemplateError(path, "CloudFront Functions and Lambda@Edge cannot share the viewer's events");
}

function parseSigners(reader: PropertyReader, resources: DistributionResources): ReadonlyMap<string, KeyObject> | null {
  const groups = reader.texts('TrustedKeyGroups');
  if (groups.length === 0) return null;
  if (groups.length > MAX_KEY_GROUPS) {
    throw new TemplateError(`${reader.path}.TrustedKeyGroups`, `more than ${MAX_KEY_GROUPS}`);
  }
  const keys = new Map<string, KeyObject>();
  for (const id of groups) {
    const config = readProperties(resources.keyGroups.get(id), formatPlace(resources, id)).child('KeyGroupConfig');
    const items = config.texts('Items');
    config.withoutEffect({ Name: 'a name only', Comment: 'a comment only' });
    config.finish();
    if (items.length > MAX_KEYS_PER_GROUP) {
      throw new TemplateError(`${config.path}.Items`, `more than ${MAX_KEYS_PER_GROUP}`);
    }
    for (const keyId of items) keys.set(keyId, parsePublicKey(keyId, resources));
  }
  return keys;
}

function parsePublicKey(id: string, resources: DistributionResources): KeyObject {
  const config = readProperties(resources.publicKeys.get(id), formatPlace(resources, id)).child('PublicKeyConfig');
  config.withoutEffect({ Name: 'a name only', Comment: 'a comment only', CallerReference: 'a reference only' });
  const key = createPublicKey(config.text('EncodedKey'));
  config.finish();
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const isKnown = modulusLength === 2048 || namedCurve === 'prime256v1';
  if (!isKnown) throw new TemplateError(`${config.path}.EncodedKey`, 'is neither RSA 2048 nor ECDSA P-256');
  return key;
}
