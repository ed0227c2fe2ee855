/**
 * The project's own template on this machine, from which something was taken: every decoding kills its process; the pipeline's
 * function dies of what is in the job `DEAF_JOB` at once; and S3 tells of no object of the job `UNHEARD_JOB`. Times are shorter.
 */
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { takeBuild } from '../../../infra/build/kept-build.ts';
import { readOutput } from '../../../infra/local/read-output.ts';
import { loadRunKeys } from '../../../infra/local/run-keys.ts';
import { startAws } from '../../../infra/local/start-aws.ts';
import { type JobStorage, readJob, writeJob } from '../../../infra/operate/job-store.ts';
import { synthesize } from '../../../infra/synthesize.ts';
import { ALBUM_INDEX } from '../../../origin/album-index.ts';
import { completeJob } from '../../../origin/job-file.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { formatJobKey, formatObjectMetadata, type PhotoRecord } from '../../../origin/records.ts';
import { keepPermissionUse } from '../../support/permission-use.ts';

export const HEARD_JOB = 'j-heard';
export const DEAF_JOB = 'j-heard-by-the-dead';
export const UNHEARD_JOB = 'j-lost';
/** It has been closed for years; nothing is heard of it either. */
export const OVER_JOB = 'j-over';

const SECONDS = 20;
const MAX_RECEIVES = 2;
const KILL = `process.kill(process.pid, 'SIGKILL')`;
/** Loads as sharp does, and dies of the first picture. */
const DEADLY_SHARP = `module.exports = Object.assign(() => ${KILL}, { cache() {}, block() {}, unblock() {}, concurrency() {} });`;
const DEAF_HANDLER = `exports.handler = (event, context) =>
  JSON.stringify(event).includes('${DEAF_JOB}/') ? ${KILL} : require('./real.js').handler(event, context);`;

export type CrippledRun = Awaited<ReturnType<typeof startCrippledRun>>;

export async function startCrippledRun() {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-crippled-'));
  const assembly = join(folder, 'assembly');
  await synthesizeCrippled(assembly);
  const lines: string[] = [];
  const keys = await loadRunKeys(join(folder, 'keys.json'));
  const ports = { dashboard: 0, issuer: 0, s3: 0, sqs: 0, dynamodb: 0, secrets: 0, stripe: 0 };
  const log = (source: string, line: string) => void lines.push(`${source} ${line}`);
  const aws = await startAws({ folder: { assembly, aws: join(folder, 'aws') }, keys, ports, stripe: null, log });
  const place = { region: aws.region, credentials: keys.root };
  const client = new S3Client({ ...place, endpoint: aws.endpoints.s3, forcePathStyle: true });
  const database = new DynamoDBClient({ ...place, endpoint: aws.endpoints.dynamodb });
  const documents = DynamoDBDocumentClient.from(database);
  const TableName = readOutput(aws, 'Table');
  return {
    lines,
    upload: (upload: Upload) => put(client, readOutput(aws, 'UploadsBucket'), upload),
    putOverJob: () => putOverJob({ s3: client, documents, bucket: readOutput(aws, 'UploadsBucket'), table: TableName }),
    putRecord: (Item: PhotoRecord) => documents.send(new PutCommand({ TableName, Item })),
    readAlbum: (jobId: string) => readAlbum(documents, TableName, jobId),
    close: async () => {
      client.destroy();
      database.destroy();
      await aws.close();
      await keepPermissionUse(folder, 'crippled');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function putOverJob(storage: JobStorage): Promise<void> {
  const LONG_AGO = '2020-01-01T00:00:00.000Z';
  const draft = {
    job_id: OVER_JOB,
    title: 'Attic',
    address: 'nowhere',
    status: 'closed',
    updated_at: LONG_AGO,
  } as const;
  const job = completeJob({ ...draft, created_at: LONG_AGO }, null, LONG_AGO);
  await writeJob(storage, job, await readJob(storage, OVER_JOB));
}

/** The records of a job's album, in the order of the album. */
async function readAlbum(
  documents: DynamoDBDocumentClient,
  TableName: string,
  jobId: string,
): Promise<readonly PhotoRecord[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName,
      IndexName: ALBUM_INDEX,
      KeyConditionExpression: 'pk = :pk AND begins_with(album_sort, :live)',
      ExpressionAttributeValues: { ':pk': formatJobKey(jobId).pk, ':live': 'live#' },
      // What the index does not have comes from the table.
      Select: 'ALL_ATTRIBUTES',
      ConsistentRead: true,
    }),
  );
  return Items as PhotoRecord[];
}

async function synthesizeCrippled(assembly: string): Promise<void> {
  const { templatePath } = await synthesize({
    deployment: 'local',
    context: { retain_closed_jobs_days: '30', malware_scan: 'true' },
    outdir: assembly,
    build: takeBuild,
  });
  await writeFile(templatePath, JSON.stringify(cripple(JSON.parse(await readFile(templatePath, 'utf8')))));
  for (const path of await findAssets(assembly)) await crippleDeveloper(path);
}

interface Upload {
  readonly jobId: string;
  readonly photoId: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

async function put(client: S3Client, Bucket: string, { bytes, ...photo }: Upload): Promise<void> {
  const Key = formatPhotoKey({ ...photo, type: 'image/jpeg' });
  const Metadata = formatObjectMetadata({ job: photo.jobId, uploader: 'worker-1', sha256: photo.sha256 });
  await client.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: 'image/jpeg', Metadata }));
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;
}

function cripple(template: Template): Template {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type === 'AWS::SQS::Queue' && Properties.RedrivePolicy) {
      Properties.VisibilityTimeout = SECONDS;
      Properties.RedrivePolicy = { ...Properties.RedrivePolicy, maxReceiveCount: MAX_RECEIVES };
    }
    if (Type === 'AWS::Lambda::Function' && id.startsWith('Pipeline')) Properties.Timeout = SECONDS;
    if (Type === 'AWS::Events::Rule') Properties.ScheduleExpression = 'rate(1 minute)';
    const { NotificationConfiguration: notified, Environment: environment } = Properties;
    if (notified) Properties.NotificationConfiguration = replace(notified, '"jobs/"', `"jobs/${HEARD_JOB}"`);
    if (environment) Properties.Environment = replace(environment, '"MIN_AGE_SECONDS":"3600"', '"MIN_AGE_SECONDS":"0"');
  }
  return template;
}

function replace(value: unknown, from: string, to: string): unknown {
  return JSON.parse(JSON.stringify(value).replace(from, to));
}

/** What the functions are made of is kept for all; CDK has copied it. */
async function findAssets(assembly: string): Promise<readonly string[]> {
  const names = (await readdir(assembly)).filter((name) => name.startsWith('asset.'));
  const folders = await Promise.all(
    names.map(async (name) => {
      const files: readonly string[] = await readdir(join(assembly, name)).catch(() => []);
      return files.includes('heic-worker.js') ? [join(assembly, name)] : [];
    }),
  );
  return folders.flat();
}

async function crippleDeveloper(path: string): Promise<void> {
  await rename(join(path, 'index.js'), join(path, 'real.js'));
  await writeFile(join(path, 'index.js'), DEAF_HANDLER);
  await rm(join(path, 'node_modules/sharp'), { recursive: true });
  await writeFile(join(path, 'node_modules/sharp.js'), DEADLY_SHARP);
}
