/** The settings of a deployment that can be tried in the local run: `npm start -- -c key=value`. */
import { CONTEXT_KEYS, type Context, type ContextKey } from '../config/context-keys.ts';
import { parseDeployment } from '../config/parse-deployment.ts';

const OWN_ISSUER = 'the local run has an issuer of its own';
const OWN_ADDRESS = 'the local run has an address of its own';
const OTHER_BUCKET =
  'the page would send a browser to the bucket at AWS; npm run synth shows what it does to the template';
const UNSEEN = 'nothing of it is seen in the local run; npm run synth shows what it does to the template';

/** What makes no sense here, and why. */
const REFUSED: Readonly<Partial<Record<ContextKey, string>>> = {
  stage: 'the local run is the deployment `local`',
  issuer: OWN_ISSUER,
  audience: OWN_ISSUER,
  client_id: OWN_ISSUER,
  jwks_uri: OWN_ISSUER,
  authorize_origin: OWN_ISSUER,
  algorithms: OWN_ISSUER,
  domain_names: OWN_ADDRESS,
  certificate_arn: OWN_ADDRESS,
  hosted_zone_id: OWN_ADDRESS,
  hosted_zone_name: OWN_ADDRESS,
  site_origin: OWN_ADDRESS,
  signing_keys: 'the local run has one key pair, in its data folder',
  upload_via: OTHER_BUCKET,
  transfer_acceleration: OTHER_BUCKET,
  delivery: OTHER_BUCKET,
  secret_regions: UNSEEN,
  price_class: UNSEEN,
  alarm_email: UNSEEN,
  monthly_budget: UNSEEN,
  cloudwatch_dashboard: UNSEEN,
  log_retention_days: UNSEEN,
  pipeline_concurrency: UNSEEN,
  pipeline_reserve: UNSEEN,
  object_lock_days: UNSEEN,
  replica_bucket_arn: UNSEEN,
  encryption: 'the local run has no KMS; npm run synth shows what it does to the template',
  deletion_protection: UNSEEN,
  mfa: OWN_ISSUER,
  countries: UNSEEN,
  waf: UNSEEN,
  access_logs: UNSEEN,
};

/** The others, in the order of the help. */
export const LOCAL_SETTINGS = (Object.keys(CONTEXT_KEYS) as ContextKey[]).filter((key) => !(key in REFUSED));

/** Says what is wrong with `settings` in the local run; null where nothing is. */
export function findSettingFault(settings: Context): string | null {
  const refused = Object.entries(REFUSED).find(([key]) => Object.hasOwn(settings, key));
  if (refused) return `-c ${refused[0]}: ${refused[1]}.`;
  try {
    parseDeployment({ ...settings, stage: 'local' });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
