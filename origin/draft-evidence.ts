/**
 * Lambda entry: disputes, from their queue. For each a document is made and attached to it at Stripe as a draft (dispute/draft-evidence.ts).
 * What fails comes again, five times, and then an alarm tells. Environment: STAGE, TABLE, AUDIT_TABLE, UPLOADS_BUCKET,
 * SECRET_ID, AWS_REGION.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createEvidenceDrawing } from './adapters/draw-evidence.ts';
import { createEvidenceCases } from './adapters/evidence-cases.ts';
import { createEvidencePictures } from './adapters/evidence-pictures.ts';
import { createEvidenceRows } from './adapters/evidence-rows.ts';
import { createStripeDisputes } from './adapters/stripe-disputes.ts';
import { createTableClient } from './adapters/table-client.ts';
import { draftEvidence } from './dispute/draft-evidence.ts';
import { parseEvidenceRequest, parseEvidenceSecret } from './dispute/parse-evidence.ts';
import type { EvidencePorts } from './dispute/ports.ts';
import { type Environment, requireSetting } from './environment.ts';
import { formatMetricLine } from './metrics.ts';
import { type QueueEvent, type QueueMessage, type QueueResponse, toQueueResponse, tryMessage } from './queue-event.ts';

/** All but the keys of Stripe, which may be replaced under a living process. */
type Kept = Omit<EvidencePorts, 'disputes'>;

interface Drafter {
  readonly kept: Kept;
  readonly secrets: SecretsManagerClient;
}

let drafter: Drafter | undefined;

export async function handler(event: QueueEvent): Promise<QueueResponse> {
  drafter ??= createDrafter(process.env);
  const failed: QueueMessage[] = [];
  for (const message of event.Records) if (!(await draftOne(message, drafter))) failed.push(message);
  return toQueueResponse(failed);
}

function draftOne(message: QueueMessage, { kept, secrets }: Drafter): Promise<boolean> {
  return tryMessage(message, async () => {
    const asked = parseEvidenceRequest(message.body);
    const found = await secrets.send(new GetSecretValueCommand({ SecretId: requireSetting(process.env, 'SECRET_ID') }));
    const disputes = createStripeDisputes(parseEvidenceSecret(found.SecretString));
    const outcome = await draftEvidence(asked, { ...kept, disputes });
    const metrics = { evidenceDrafted: outcome === 'drafted' ? 1 : 0 };
    const line = { stage: requireSetting(process.env, 'STAGE'), atMs: Date.now(), metrics };
    console.log(formatMetricLine(line, { outcome, ...asked }));
  });
}

function createDrafter(environment: Environment): Drafter {
  const client = DynamoDBDocumentClient.from(createTableClient());
  const table = requireSetting(environment, 'TABLE');
  const auditTable = requireSetting(environment, 'AUDIT_TABLE');
  const bucket = requireSetting(environment, 'UPLOADS_BUCKET');
  const kept = {
    rows: createEvidenceRows({ client, table, auditTable }),
    cases: createEvidenceCases({ client, table, auditTable }),
    pictures: createEvidencePictures({ client: new S3Client(), bucket }),
    draw: createEvidenceDrawing(),
    now: () => new Date(),
  };
  return { kept, secrets: new SecretsManagerClient() };
}
