/** What the picture says of a wing and of a room, beside what it reads from the imports. */

export const WING_CAPTIONS: Readonly<Record<string, string>> = {
  site: 'what the phone runs',
  edge: 'near the user',
  origin: 'behind the edge',
  infra: 'the stack, how it is built, looked after and run here',
};

export const ROOM_CAPTIONS: Readonly<Record<string, string>> = {
  'site/api': 'calls of the edge',
  'site/i18n': 'English, Spanish',
  'site/offline': 'cache or network',
  'site/outbox': 'what is safe on this phone',
  'site/sender': 'brings entries to their job',
  'site/session': 'sign-in, tokens',
  'edge/adapters': 'DynamoDB, S3, secrets, the issuer’s keys',
  'edge/core': 'pure: tokens, access, tickets, albums',
  'edge/functions': 'CloudFront Functions',
  'edge/routes': 'one file a route',
  'origin/adapters': 'DynamoDB, S3, sharp, libheif',
  'origin/core': 'pure: what to develop, and how',
  'infra/build': 'bundles, site',
  'infra/config': 'deployments and their settings',
  'infra/constructs': 'one file a construct',
  'infra/operate': 'the operator’s commands',
};
