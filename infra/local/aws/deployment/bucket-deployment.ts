/**
 * Executes `Custom::CDKBucketDeployment` itself: puts the files of assets into a bucket, as the provider's Lambda does
 * with the AWS command line (aws-cdk, custom-resource-handlers/aws-s3-deployment): content types by extension, the same
 * cache control for all, markers replaced, and, with `Prune`, nothing left that is in no source.
 */
import { extname } from 'node:path';
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isRecord } from '../is-record.ts';
import type { FileAsset } from '../template/cloud-assembly.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readAssetFiles } from './asset-files.ts';
import { readList, readObject, readText, readTexts, wrong } from './read-property.ts';

/** Of Python's mimetypes, which the command line asks, the ones that a site has. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/vnd.microsoft.icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'binary/octet-stream',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'text/xml',
};

interface File {
  readonly key: string;
  readonly read: () => Promise<Buffer>;
}

/**
 * @throws {TemplateError} when the deployment asks for what is not known here.
 * @throws {S3ServiceException} when S3 refuses an object.
 */
export async function deployToBucket(
  deployment: ResolvedResource,
  assets: readonly FileAsset[],
  s3: S3Client,
): Promise<void> {
  refuseUnknown(deployment);
  const Bucket = readText(deployment, 'DestinationBucketName');
  const prefix = formatPrefix(deployment.properties.DestinationBucketKeyPrefix);
  const headers = toHeaders(deployment);
  const files = await listFiles(deployment, assets, prefix);
  await Promise.all(
    files.map(async ({ key, read }) => {
      const ContentType = CONTENT_TYPES[extname(key).toLowerCase()] ?? 'binary/octet-stream';
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: await read(), ContentType, ...headers }));
    }),
  );
  if (isTrue(deployment.properties.Prune))
    await prune(s3, { Bucket, prefix, keep: new Set(files.map(({ key }) => key)) });
}

function refuseUnknown(deployment: ResolvedResource): void {
  const unknown = ['Include', 'Exclude', 'UserMetadata'].find((name) => deployment.properties[name] !== undefined);
  if (unknown) throw wrong(deployment, unknown, 'is not known to the local run');
  if (deployment.properties.Extract !== undefined && !isTrue(deployment.properties.Extract)) {
    throw wrong(deployment, 'Extract', 'must be true: the local run only puts what is in a source');
  }
}

/** A later source overwrites what an earlier one has under the same key. */
async function listFiles(
  deployment: ResolvedResource,
  assets: readonly FileAsset[],
  prefix: string,
): Promise<readonly File[]> {
  const markers = readList(deployment, 'SourceMarkers');
  const markersConfig = readList(deployment, 'SourceMarkersConfig');
  const byKey = new Map<string, File>();
  for (const [index, objectKey] of readTexts(deployment, 'SourceObjectKeys').entries()) {
    const asset = assets.find((each) => each.objectKey === objectKey);
    if (!asset) throw wrong(deployment, 'SourceObjectKeys', `name ${objectKey}, which is no asset of the assembly`);
    const replace = createReplacer(markers[index], markersConfig[index]);
    for (const { name, read } of await readAssetFiles(asset)) {
      const key = prefix + name;
      byKey.set(key, { key, read: async () => replace(await read()) });
    }
  }
  return [...byKey.values()];
}

/** Markers stand for values that were unknown at synthesis; in JSON they are escaped as its strings are. */
function createReplacer(markers: unknown, config: unknown): (content: Buffer) => Buffer {
  const known = isRecord(markers) ? Object.entries(markers) : [];
  const isJson = isRecord(config) && config.jsonEscape === true;
  if (known.length === 0) return (content) => content;
  return (content) => {
    const text = known.reduce(
      (result, [marker, value]) =>
        result.replaceAll(marker, isJson ? JSON.stringify(String(value)).slice(1, -1) : String(value)),
      content.toString('utf8'),
    );
    return Buffer.from(text);
  };
}

function toHeaders(deployment: ResolvedResource): { CacheControl?: string } {
  const { 'cache-control': cacheControl, ...others } = readObject(deployment, 'SystemMetadata');
  const unknownName = Object.keys(others)[0];
  if (unknownName) throw wrong(deployment, `SystemMetadata.${unknownName}`, 'is not known to the local run');
  return typeof cacheControl === 'string' ? { CacheControl: cacheControl } : {};
}

async function prune(
  s3: S3Client,
  { Bucket, prefix, keep }: { Bucket: string; prefix: string; keep: ReadonlySet<string> },
): Promise<void> {
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: prefix, ...(ContinuationToken ? { ContinuationToken } : {}) }),
    );
    const Objects = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined || keep.has(Key) ? [] : [{ Key }]));
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
}

function formatPrefix(prefix: unknown): string {
  const text = typeof prefix === 'string' ? prefix.replace(/^\/+|\/+$/g, '') : '';
  return text === '' ? '' : `${text}/`;
}

/** CloudFormation gives custom resources their booleans as texts. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
