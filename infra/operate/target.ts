/**
 * What an operator's command works on: a local run (its run.json) or a deployment (the file that
 * `cdk deploy --outputs-file` wrote). Everything behind it is the same code.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTableClient } from '../../origin/adapters/table-client.ts';
import { formatStackName, REGION } from '../config/deployments.ts';
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
  readonly uploadQueueUrl: string;
  readonly deadLettersQueueUrl: string;
  close(): void;
}

interface Place extends Omit<Target, 's3' | 'documents' | 'sqs' | 'close'> {
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

export interface TargetChoice {
  readonly data: string;
  readonly outputs?: string | undefined;
  readonly stage: string;
}

/** @throws {CommandError} when there is nothing to work on, or its file lacks something. */
export async function openTarget(choice: TargetChoice): Promise<Target> {
  const { source, stack } = await readTargetFile(choice);
  return connect(stack === null ? toLocalRun(source) : toDeployment(source, stack));
}

/**
 * Reads the file that tells of what a command works on; `stack` names its section in that of a deployment, null for a local run.
 * @throws {CommandError} when there is no such file, or it tells of another deployment
 */
export async function readTargetFile({
  data,
  outputs,
  stage: deployment,
}: TargetChoice): Promise<{ readonly source: TargetFile; readonly stack: string | null }> {
  const file = outputs ?? join(data, 'run.json');
  const hint = outputs ? 'no such file' : `no local run has its data in ${data}: is \`npm start\` running?`;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file}: ${hint}`);
  });
  const source = parseTargetFile(text, file);
  if (outputs === undefined) return { source, stack: null };
  const stack = formatStackName(deployment);
  source.require(stack, '--stage');
  return { source, stack };
}

function toDeployment(source: TargetFile, stack: string): Place {
  return {
    label: stack,
    region: REGION,
    bucket: source.text(stack, 'UploadsBucket'),
    table: source.text(stack, 'Table'),
    auditTable: source.text(stack, 'AuditTable'),
    uploadQueueUrl: source.text(stack, 'UploadQueueUrl'),
    deadLettersQueueUrl: source.text(stack, 'DeadLettersQueueUrl'),
  };
}

function toLocalRun(source: TargetFile): Place {
  return {
    label: 'the local run',
    region: source.text('s3', 'region'),
    bucket: source.text('s3', 'uploads_bucket'),
    table: source.text('dynamodb', 'table'),
    auditTable: source.text('dynamodb', 'audit_table'),
    uploadQueueUrl: source.text('sqs', 'queue_url'),
    deadLettersQueueUrl: source.text('sqs', 'dead_letter_queue_url'),
    local: {
      s3: source.text('s3', 'endpoint'),
      dynamodb: source.text('dynamodb', 'endpoint'),
      sqs: source.text('sqs', 'endpoint'),
      accessKeyId: source.text('s3', 'access_key_id'),
      secretAccessKey: source.text('s3', 'secret_access_key'),
    },
  };
}

function connect({ region, local, ...place }: Place): Target {
  const { accessKeyId = '', secretAccessKey = '' } = local ?? {};
  const to = (endpoint: string | undefined) =>
    endpoint === undefined ? { region } : { region, endpoint, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...to(local?.s3), forcePathStyle: local !== undefined });
  const dynamodb = createTableClient(to(local?.dynamodb));
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

export interface TargetFile {
  has(section: string, name: string): boolean;
  /** All of a section, as it was read; empty where there is none. */
  section(name: string): Record<string, unknown>;
  /** @throws {CommandError} when it is missing */
  text(section: string, name: string): string;
  /** @throws {CommandError} when there is no such section; names those that there are, and the option that chooses. */
  require(section: string, option: string): void;
}

function parseTargetFile(text: string, file: string): TargetFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new CommandError(`${file}: not JSON`);
  }
  return {
    require: (section, option) => {
      if (read(content, section) !== undefined) return;
      const found = Object.keys(typeof content === 'object' && content !== null ? content : {}).join(', ') || 'nothing';
      throw new CommandError(`${file} tells of ${found}, not of ${section}: see ${option}`);
    },
    section: (name) => {
      const found = read(content, name);
      return typeof found === 'object' && found !== null ? { ...found } : {};
    },
    has: (section, name) => typeof read(read(content, section), name) === 'string',
    text: (section, name) => {
      const value = read(read(content, section), name);
      if (typeof value !== 'string' || value === '') throw new CommandError(`${file}: ${section}.${name} is missing`);
      return value;
    },
  };
}

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
