/** The distribution as the rest of the folder uses it, parsed out of the template's `DistributionConfig`. */
import { type Behaviour, parseBehaviour } from './behaviour.ts';
import { type Origin, parseOrigin } from './origin.ts';
import { type PropertyReader, readProperties } from './read-properties.ts';
import type { DistributionResources } from './resources.ts';

export interface Distribution {
  readonly id: string;
  readonly arn: string;
  readonly domainName: string;
  readonly aliases: readonly string[];
  /** In the order in which they are tried; the default one is last. */
  readonly behaviours: readonly Behaviour[];
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

/** Throws an Error that names the property for anything that the local CloudFront does not do. */
export function parseDistribution(resources: DistributionResources): Distribution {
  const config = readProperties(resources.config, 'DistributionConfig');
  config.withoutEffect(WITHOUT_EFFECT);
  if (!config.flag('Enabled')) throw new Error('DistributionConfig.Enabled: is false');
  refuseGeoRestriction(config.optionalChild('Restrictions'));
  refuseOriginGroups(config.optionalChild('OriginGroups'));
  const origins = new Map<string, Origin>();
  for (const reader of config.children('Origins')) {
    const origin = parseOrigin(reader, resources.originAccessControls);
    origins.set(origin.id, origin);
  }
  const listed = config.children('CacheBehaviors').map((reader) => parseBehaviour(reader, { resources, origins }));
  const last = parseBehaviour(config.child('DefaultCacheBehavior'), { resources, origins, isDefault: true });
  const aliases = config.texts('Aliases');
  config.finish();
  return {
    id: resources.distributionId,
    arn: resources.arn,
    domainName: resources.domainName,
    aliases,
    behaviours: [...listed, last],
  };
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
  if (groups.integer('Quantity') !== 0) throw new Error(`${groups.path}: origin groups are not known here`);
  groups.children('Items');
  groups.finish();
}
