/**
 * What one writes without looking at the clock: the same ticket, by all SDK clients as they are installed, constructed
 * as their documentation shows, with the default chain of credentials. Bundled with esbuild's defaults.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { createLocalJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import {
  type CloudFrontEvent,
  readConfig,
  toCloudFrontResult,
  toEdgeRequest,
} from '../../../edge/adapters/cloudfront-event.ts';
import type { EdgeConfig } from '../../../edge/config.ts';
import { listActions } from '../../../edge/core/access.ts';
import { toJsonResponse } from '../../../edge/core/exchange.ts';
import { parseTicketQuery } from '../../../edge/core/parse-captures.ts';
import { planPhoto } from '../../../edge/core/plan-photo.ts';
import { parsePrincipal } from '../../../edge/core/principal.ts';
import { toPostOptions } from '../../../edge/core/sign-form.ts';
import { parseBearer } from '../../../edge/core/verify-token.ts';
import { formatJobKey, type JobRecord } from '../../../origin/records.ts';

const region = 'us-east-1';
const secrets = new SecretsManagerClient({ region });
const table = DynamoDBDocumentClient.from(new DynamoDBClient({ region }));
const s3 = new S3Client({ region });
let findKey: JWTVerifyGetKey | null = null;

/** @throws {Error} when the caller has no token, or the job takes no photo of theirs */
export async function handler(event: CloudFrontEvent) {
  const config = readConfig(event);
  const request = toEdgeRequest(event);
  findKey ??= await readKeys(config);
  const token = parseBearer(request.headers.authorization ?? []);
  const { payload } = await jwtVerify(token, findKey, {
    issuer: config.token.issuer,
    audience: String(config.token.audience),
  });
  const principal = parsePrincipal(payload, config.token);
  const { jobId, captures } = parseTicketQuery(request.query);
  const { Item } = await table.send(new GetCommand({ TableName: config.table, Key: formatJobKey(jobId) }));
  const [capture] = captures;
  if (!capture || !listActions(principal, jobId, Item as JobRecord).includes('upload')) throw new Error('denied');
  const photo = planPhoto(capture, crypto.randomUUID(), { jobId, subject: principal.subject });
  const address = { bucket: config.uploads_bucket, region, endpoint: null };
  const options = toPostOptions(photo, { address, lifeSeconds: 900 });
  return toCloudFrontResult(toJsonResponse(await createPresignedPost(s3, options)));
}

async function readKeys({ secret_id }: EdgeConfig): Promise<JWTVerifyGetKey> {
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secret_id }));
  return createLocalJWKSet(JSON.parse(SecretString).jwks);
}
