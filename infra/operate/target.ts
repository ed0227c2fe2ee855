/**
 * What an operator's command works on: a local run (its run.json) or a deployment (the file that
 * `cdk deploy --outputs-file` wrote). Everything behind it is the same code.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CommandError } from './command-error.ts';

export interface Target {
  /** For the summary. */
  readonly label: string;
  readonly s3: S3Client;
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly bucket: string;
  readonly table: string;
  readonly auditTable: string;
  readonly deadLettersQueueUrl: string;
  close(): void;
}

interface Place extends Pick<Target, 'label' | 'bucket' | 'table' | 'auditTable' | 'deadLettersQueueUrl'> {
  readonly region: string;
  /** Only of a local run: AWS has its own, and the machine's own credentials. */
  readonly local?: {
    readonly s3: string;
    readonly dynamodb: string;
    readonly sqs: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
}

export const TARGET_OPTIONS = {
  data: { type: 'string', default: '.local' },
  outputs: { type: 'string' },
  stage: { type: 'string', default: 'dev' },
} as const;

export const TARGET_HELP = `  --data DIR       data folder of the local run (.local)
  --outputs FILE   a deployment instead: what \`cdk deploy --outputs-file FILE\` wrote
  --stage NAME     which deployment of that file (dev)`;

/** The stack lives there alone. */
const AWS_REGION = 'us-east-1';

export interface TargetChoice {
  readonly data: string;
  readonly outputs?: string | undefined;
  readonly stage: string;
}

/** Throws CommandError when there is nothing to work on. */
export async function openTarget({ data, outputs, stage: deployment }: TargetChoice): Promise<Target> {
  const file = outputs ?? join(data, 'run.json');
  const hint = outputs ? 'no such file' : `no local run has its data in ${data}: is \`npm start\` running?`;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file}: ${hint}`);
  });
  const facts = parseFacts(text, file);
  return connect(outputs ? toDeployment(facts, deployment) : toLocalRun(facts));
}

function toDeployment(facts: Facts, deployment: string): Place {
  const stack = `Edgeshot-${deployment}`;
  facts.require(stack, '--stage');
  return {
    label: stack,
    region: AWS_REGION,
    bucket: facts.text(stack, 'UploadsBucket'),
    table: facts.text(stack, 'Table'),
    auditTable: facts.text(stack, 'AuditTable'),
    deadLettersQueueUrl: facts.text(stack, 'DeadLettersQueueUrl'),
  };
}

function toLocalRun(facts: Facts): Place {
  return {
    label: 'the local run',
    region: facts.text('s3', 'region'),
    bucket: facts.text('s3', 'uploads_bucket'),
    table: facts.text('dynamodb', 'table'),
    auditTable: facts.text('dynamodb', 'audit_table'),
    deadLettersQueueUrl: facts.text('sqs', 'dead_letter_queue_url'),
    local: {
      s3: facts.text('s3', 'endpoint'),
      dynamodb: facts.text('dynamodb', 'endpoint'),
      sqs: facts.text('sqs', 'endpoint'),
      accessKeyId: facts.text('s3', 'access_key_id'),
      secretAccessKey: facts.text('s3', 'secret_access_key'),
    },
  };
}

function connect({ region, local, ...place }: Place): Target {
  const { accessKeyId = '', secretAccessKey = '' } = local ?? {};
  const to = (endpoint: string | undefined) =>
    endpoint === undefined ? { region } : { region, endpoint, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...to(local?.s3), forcePathStyle: local !== undefined });
  const dynamodb = new DynamoDBClient(to(local?.dynamodb));
  const sqs = new SQSClient(to(local?.sqs));
  return {
    ...place,
    s3,
    documents: DynamoDBDocumentClient.from(dynamodb),
    sqs,
    close: () => {
      for (const client of [s3, dynamodb, sqs]) client.destroy();
    },
  };
}

interface Facts {
  text(section: string, name: string): string;
  /** Throws CommandError that tells which sections there are, and which option chooses among them. */
  require(section: string, option: string): void;
}

function parseFacts(text: string, file: string): Facts {
  let facts: unknown;
  try {
    facts = JSON.parse(text);
  } catch {
    throw new CommandError(`${file}: not JSON`);
  }
  return {
    require: (section, option) => {
      if (read(facts, section) !== undefined) return;
      const found = Object.keys(typeof facts === 'object' && facts !== null ? facts : {}).join(', ') || 'nothing';
      throw new CommandError(`${file} tells of ${found}, not of ${section}: see ${option}`);
    },
    text: (section, name) => {
      const value = read(read(facts, section), name);
      if (typeof value !== 'string' || value === '') throw new CommandError(`${file}: ${section}.${name} is missing`);
      return value;
    },
  };
}

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
