/** Which operation a request means: by method, by what it addresses, and by its subresource. Unknown ones are refused. */
import { isConfigurationKind } from './bucket-configurations.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { CONFIGURATION_OPERATIONS } from './configuration-operations.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { S3Error } from './errors.ts';
import { getObject } from './get-object.ts';
import { listObjectVersions } from './list-object-versions.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './multipart-upload.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging.ts';
import type { S3Operation } from './operation.ts';
import { putObject } from './put-object.ts';
import type { S3Request } from './request.ts';

/**
 * Every subresource of S3's API reference, offered here or not. Any other parameter that refines nothing is ignored, as
 * S3 does: a `?v=…` that keeps caches apart names no operation.
 */
const SUBRESOURCES = new Set([
  ...[
    'accelerate',
    'acl',
    'analytics',
    'attributes',
    'cors',
    'delete',
    'encryption',
    'intelligent-tiering',
    'inventory',
  ],
  ...['legal-hold', 'lifecycle', 'location', 'logging', 'metadataConfiguration', 'metadataTable', 'metrics'],
  ...[
    'notification',
    'object-lock',
    'ownershipControls',
    'policy',
    'policyStatus',
    'publicAccessBlock',
    'renameObject',
  ],
  ...['replication', 'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'uploads'],
  ...['versioning', 'versions', 'website'],
]);

type Table = Readonly<Record<string, Readonly<Record<string, S3Operation>>>>;

const BUCKET_TABLE: Table = {
  '': { GET: listObjects, PUT: createBucket, HEAD: headBucket, DELETE: deleteBucket },
  location: { GET: getBucketLocation },
  versions: { GET: listObjectVersions },
  delete: { POST: deleteObjects },
  uploads: { GET: listMultipartUploads },
  ...CONFIGURATION_OPERATIONS,
};

const OBJECT_TABLE: Table = {
  '': { GET: getObject, HEAD: getObject, PUT: putObject, DELETE: deleteObject },
  tagging: { GET: getObjectTagging, PUT: putObjectTagging, DELETE: deleteObjectTagging },
  uploads: { POST: createMultipartUpload },
  uploadId: { GET: listParts, PUT: uploadPart, POST: completeMultipartUpload, DELETE: abortMultipartUpload },
};

/** The one parameter that names a subresource. */
function findSubresource(request: S3Request): string {
  const named = request.parameters.map(({ name }) => name).filter((name) => SUBRESOURCES.has(name));
  const [first = '', ...others] = named;
  if (others.length > 0) {
    throw new S3Error('InvalidArgument', 'Conflicting query string parameters', { ArgumentName: 'ResourceType' });
  }
  return first;
}

function choose(table: Table, request: S3Request, subresource: string): S3Operation {
  const methods = table[subresource];
  if (methods === undefined) throw new S3Error('NotImplemented', undefined, { Query: subresource });
  const operation = methods[request.method];
  if (operation === undefined) {
    throw new S3Error(
      'MethodNotAllowed',
      undefined,
      { Method: request.method, ResourceType: request.key === null ? 'BUCKET' : 'OBJECT' },
      { headers: { allow: Object.keys(methods).join(', ') } },
    );
  }
  return operation;
}

/** True of a form upload, which proves its caller in its own way. */
export function isPostForm(request: S3Request): boolean {
  return (
    request.method === 'POST' &&
    request.key === null &&
    request.bucket !== null &&
    !request.parameters.some(({ name }) => name === 'delete' || isConfigurationKind(name))
  );
}

/** @throws {S3Error} when S3 has no such operation, or it is not imitated here. */
export function route(request: S3Request): S3Operation {
  const subresource = findSubresource(request);
  if (request.bucket === null) return choose({ '': { GET: listBuckets } }, request, subresource);
  if (request.key === null) {
    const isV2 = subresource === '' && request.method === 'GET' && request.parameter('list-type') === '2';
    return isV2 ? listObjectsV2 : choose(BUCKET_TABLE, request, subresource);
  }
  if (request.parameter('uploadId') !== null && subresource === '') return choose(OBJECT_TABLE, request, 'uploadId');
  const isCopy = subresource === '' && request.method === 'PUT' && request.header('x-amz-copy-source') !== null;
  return isCopy ? copyObject : choose(OBJECT_TABLE, request, subresource);
}
