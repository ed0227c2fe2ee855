/** The distribution as the rest of the folder uses it, parsed out of the template's `DistributionConfig`. */
import { TemplateError } from '../template/template-error.ts';
import { type Behaviour, parseBehaviour } from './behaviour.ts';
import { type ErrorTtls, parseErrorTtls } from './error-caching.ts';
import { type Origin, parseOrigin } from './origin.ts';
import { type PropertyReader, readProperties } from './read-properties.ts';
import type { DistributionResources } from './resources.ts';

export interface Distribution {
  readonly id: string;
  readonly arn: string;
  readonly domainName: string;
  readonly aliases: readonly string[];
  /** Path of what a request for `/` gets; null where nothing is set. */
  readonly rootPath: string | null;
  /** In the order in which they are tried; the default one is last. */
  readonly behaviours: readonly Behaviour[];
  readonly errorTtls: ErrorTtls;
}

/** Properties of a distribution that change nothing on one machine, each with the reason. */
const WITHOUT_EFFECT = {
  Comment: 'a comment only',
  PriceClass: 'there is one edge here',
  HttpVersion: 'the loopback speaks HTTP/1.1',
  IPV6Enabled: 'the loopback address is the one that the runner listens on',
  ViewerCertificate: 'no TLS on the loopback',
  Logging: 'no access logs are written',
} as const;

/** @throws {TemplateError} when it asks for what the local CloudFront does not do. */
export function parseDistribution(resources: DistributionResources): Distribution {
  const config = readProperties(resources.config, `${resources.logicalId}.Properties.DistributionConfig`);
  config.withoutEffect(WITHOUT_EFFECT);
  if (!config.flag('Enabled')) throw new TemplateError(`${config.path}.Enabled`, 'is false');
  refuseGeoRestriction(config.optionalChild('Restrictions'));
  refuseOriginGroups(config.optionalChild('OriginGroups'));
  const origins = new Map<string, Origin>();
  for (const reader of config.children('Origins')) {
    const origin = parseOrigin(reader, resources);
    origins.set(origin.id, origin);
  }
  const listed = config.children('CacheBehaviors').map((reader) => parseBehaviour(reader, { resources, origins }));
  const last = parseBehaviour(config.child('DefaultCacheBehavior'), { resources, origins, isDefault: true });
  const behaviours = [...listed, last];
  const aliases = config.texts('Aliases');
  const rootPath = parseRootPath(config, behaviours);
  const errorTtls = parseErrorTtls(config);
  config.finish();
  return {
    id: resources.distributionId,
    arn: resources.arn,
    domainName: resources.domainName,
    aliases,
    rootPath,
    behaviours,
    errorTtls,
  };
}

/** Only where its order relative to the rest makes no difference: AWS does not document it. */
function parseRootPath(config: PropertyReader, behaviours: readonly Behaviour[]): string | null {
  const name = config.optionalText('DefaultRootObject') ?? '';
  if (name === '') return null;
  const [before, after] = ['/', `/${name}`].map((path) => behaviours.find(({ pattern }) => pattern.test(path)));
  const isSeen = before?.functions['viewer-request'] ?? before?.lambdas['viewer-request'] ?? before?.signers;
  if (before === after && !isSeen) return `/${name}`;
  const fault =
    'is not known where the choice of a behaviour, a function at viewer-request or a signature depends on it';
  throw new TemplateError(`${config.path}.DefaultRootObject`, fault);
}

function refuseGeoRestriction(restrictions: PropertyReader | null): void {
  if (!restrictions) return;
  const geo = restrictions.child('GeoRestriction');
  geo.oneOf('RestrictionType', ['none']);
  geo.texts('Locations');
  geo.finish();
  restrictions.finish();
}

function refuseOriginGroups(groups: PropertyReader | null): void {
  if (!groups) return;
  if (groups.integer('Quantity') !== 0) throw new TemplateError(groups.path, 'origin groups are not known here');
  groups.children('Items');
  groups.finish();
}
