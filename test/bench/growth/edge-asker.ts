/** The edge's own code in this process, before the stores of a local run in another. */
import type { CloudFrontResult } from '../../../edge/adapters/cloudfront-event.ts';
import type { EdgeConfig } from '../../../edge/config.ts';
import { createHandler, type Handler } from '../../../edge/create-handler.ts';
import { JOBS_ROUTES } from '../../../edge/jobs.ts';
import { PHOTOS_ROUTES } from '../../../edge/photos.ts';
import { AUDIENCE } from '../../../infra/local/identity/token-shapes.ts';
import { TOKEN_POLICY } from '../../edge/issuer.ts';
import { toEvent } from '../../edge/origin-request.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

export type AskEdge = (path: string, etag?: string) => Promise<CloudFrontResult>;

export async function createAsker(run: LocalRun): Promise<AskEdge> {
  const runtime = {
    env: toEnvironment(run),
    now: () => new Date(),
    createUuid: () => crypto.randomUUID(),
    log: () => undefined,
  };
  const handlers: Readonly<Record<string, Handler>> = {
    '/photos': createHandler(PHOTOS_ROUTES, runtime),
    '/jobs': createHandler(JOBS_ROUTES, runtime),
  };
  const config = toConfig(run);
  const token = await run.token('dispatcher');
  return async (path, etag) => {
    const headers = { 'accept-encoding': 'gzip, br', ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    const handler = handlers[path.split('?')[0] ?? ''];
    if (!handler) throw new TypeError(`there is no route of ${path}`);
    const response = await handler(toEvent(path, { token, headers }, config));
    if (response.status === '200' || response.status === '304') return response;
    throw new Error(`${path}: ${response.status} ${response.body}`);
  };
}

function toEnvironment({ info }: LocalRun): Readonly<Record<string, string>> {
  const { s3, dynamodb, secrets_manager, region } = info;
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: s3.access_key_id,
    AWS_SECRET_ACCESS_KEY: s3.secret_access_key,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets_manager.endpoint,
  };
}

/** As the template of the local run has it. */
function toConfig({ info }: LocalRun): EdgeConfig {
  const { s3, dynamodb, secrets_manager, issuer, region } = info;
  return {
    stage: 'local',
    region,
    secret_regions: [],
    secret_id: secrets_manager.secret_id,
    image_secret_id: 'edgeshot/local/image-key',
    link_secret_id: 'edgeshot/local/link-key',
    uploads_bucket: s3.uploads_bucket,
    table: dynamodb.table,
    audit_table: dynamodb.audit_table,
    upload_via: 'edge',
    delivery: 'cloudfront',
    customer_uploads: true,
    token: {
      ...TOKEN_POLICY,
      issuer,
      audience: AUDIENCE,
      jwks_uri: `${issuer}/jwks`,
    },
  };
}
