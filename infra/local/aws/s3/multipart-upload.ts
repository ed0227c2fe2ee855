/** Multipart uploads: create, upload a part, list, complete, abort. A completed one is an object like any other. */
import { createHash } from 'node:crypto';
import { authorize } from './authorize.ts';
import { MAX_OBJECT_BYTES, MAX_PART_NUMBER, MIN_PART_BYTES, XML_NAMESPACE } from './constants.ts';
import { parseDeclaredDigests } from './declared-digests.ts';
import { parseEncryption, parseObjectHeaders } from './described-object.ts';
import { S3Error } from './errors.ts';
import type { MultipartUpload, MultipartUploadStore, UploadPart } from './multipart-upload-store.ts';
import {
  requireBucket,
  requireKey,
  type S3Call,
  type S3Operation,
  toEmptyResponse,
  toXmlResponse,
} from './operation.ts';
import { openPayload, readBodyXml } from './payload.ts';
import { authorizePut, createWriteCondition, readRequestTags } from './put-object.ts';
import { checkKey, storeObject, toVersionHeaders } from './store-object.ts';
import { filterChildren, findText, formatXml, type XmlChild, type XmlElement } from './xml.ts';

async function requireUpload(call: S3Call): Promise<MultipartUpload> {
  const { request, environment } = call;
  const uploadId = request.parameter('uploadId') ?? '';
  const upload = await environment.uploads.find(uploadId);
  if (upload === null || upload.bucket !== request.bucket || upload.key !== request.key) {
    throw new S3Error('NoSuchUpload', undefined, { UploadId: uploadId });
  }
  return upload;
}

export const createMultipartUpload: S3Operation = async (call) => {
  const { request, environment } = call;
  const bucket = requireBucket(environment, request.bucket);
  const key = requireKey(request);
  checkKey(key);
  const tags = readRequestTags(request);
  authorizePut(call, key, tags);
  const { id } = await environment.uploads.create({
    bucket: bucket.record.name,
    key,
    startedAtMs: environment.now(),
    headers: parseObjectHeaders(request.header, request.headerNames),
    tags,
    encryption: parseEncryption(request.header),
  });
  const content: readonly XmlChild[] = [
    ['Bucket', bucket.record.name],
    ['Key', key],
    ['UploadId', id],
  ];
  return toXmlResponse(formatXml('InitiateMultipartUploadResult', content, XML_NAMESPACE));
};

function parsePartNumber(text: string | null): number {
  const number = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  if (number < 1 || number > MAX_PART_NUMBER) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`, {
      ArgumentName: 'partNumber',
      ArgumentValue: text ?? '',
    });
  }
  return number;
}

/** @throws {S3Error} when the number, the upload or the body is not what it must be, or the part is a copy. */
export const uploadPart: S3Operation = async (call) => {
  const { request, environment } = call;
  requireBucket(environment, request.bucket);
  authorizePut(call, requireKey(request), []);
  const number = parsePartNumber(request.parameter('partNumber'));
  if (request.header('x-amz-copy-source') !== null) {
    throw new S3Error('NotImplemented', undefined, { Header: 'x-amz-copy-source' });
  }
  const upload = await requireUpload(call);
  const declared = parseDeclaredDigests(request.header);
  const payload = openPayload(call);
  if (payload.declaredLength > MAX_OBJECT_BYTES) throw new S3Error('EntityTooLarge');
  const draft = await environment.store.receive(payload.stream, { digests: declared.names });
  try {
    const checksums = declared.verify(draft.digests, payload.trailers());
    const etag = draft.digests.md5?.toString('hex') ?? '';
    const part: UploadPart = { number, size: draft.size, etag, lastModifiedMs: environment.now() };
    await environment.uploads.putPart(upload.id, part, draft);
    const headers = Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
    return toEmptyResponse(200, { etag: `"${etag}"`, ...Object.fromEntries(headers) });
  } finally {
    await draft.discard();
  }
};

interface NamedPart {
  readonly number: number;
  readonly etag: string;
}

function parseNamedPart(element: XmlElement): NamedPart {
  const number = Number(findText(element, 'PartNumber') ?? Number.NaN);
  const etag = findText(element, 'ETag');
  if (!Number.isInteger(number) || etag === null) throw new S3Error('MalformedXML');
  return { number, etag: etag.replaceAll('"', '') };
}

function selectParts(named: readonly NamedPart[], stored: readonly UploadPart[]): readonly UploadPart[] {
  if (named.length === 0) throw new S3Error('MalformedXML');
  if (named.some(({ number }, at) => at > 0 && number <= (named[at - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder');
  }
  const selected = named.map(({ number, etag }) => {
    const part = stored.find((one) => one.number === number && one.etag === etag);
    if (part === undefined) throw new S3Error('InvalidPart', undefined, { PartNumber: String(number), ETag: etag });
    return part;
  });
  const small = selected.slice(0, -1).find(({ size }) => size < MIN_PART_BYTES);
  if (small !== undefined) {
    throw new S3Error('EntityTooSmall', undefined, {
      PartNumber: String(small.number),
      ProposedSize: String(small.size),
      MinSizeAllowed: String(MIN_PART_BYTES),
    });
  }
  return selected;
}

async function* concatenate(
  uploads: MultipartUploadStore,
  id: string,
  parts: readonly UploadPart[],
): AsyncGenerator<Buffer> {
  for (const part of parts) {
    const file = await uploads.openPart(id, part);
    yield* file.createReadStream();
  }
}

/** MD5 of the parts' MD5s, and how many they are. */
function formatMultipartEtag(parts: readonly UploadPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

export const completeMultipartUpload: S3Operation = async (call) => {
  const { request, environment } = call;
  const bucket = requireBucket(environment, request.bucket);
  const key = requireKey(request);
  authorizePut(call, key, []);
  const upload = await requireUpload(call);
  const root = await readBodyXml(call, 'CompleteMultipartUpload');
  const named = filterChildren(root, 'Part').map(parseNamedPart);
  const parts = selectParts(named, await environment.uploads.listParts(upload.id));
  const draft = await environment.store.receive(concatenate(environment.uploads, upload.id, parts), { digests: [] });
  const version = await storeObject(call, bucket, {
    draft,
    key,
    headers: upload.headers,
    tags: upload.tags,
    checksums: {},
    etag: formatMultipartEtag(parts),
    encryption: upload.encryption,
    event: 'ObjectCreated:CompleteMultipartUpload',
    checkLatest: createWriteCondition(request),
  });
  await environment.uploads.remove(upload.id);
  const content: readonly XmlChild[] = [
    ['Location', `http://${request.host}/${bucket.record.name}/${encodeURIComponent(key)}`],
    ['Bucket', bucket.record.name],
    ['Key', key],
    ['ETag', `"${version.etag}"`],
  ];
  return toXmlResponse(
    formatXml('CompleteMultipartUploadResult', content, XML_NAMESPACE),
    toVersionHeaders(bucket, version),
  );
};

export const abortMultipartUpload: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:AbortMultipartUpload', bucket, key: requireKey(call.request) });
  const upload = await requireUpload(call);
  await call.environment.uploads.remove(upload.id);
  return toEmptyResponse(204);
};

export const listParts: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:ListMultipartUploadParts', bucket, key: requireKey(call.request) });
  const upload = await requireUpload(call);
  const parts = await call.environment.uploads.listParts(upload.id);
  const content: readonly XmlChild[] = [
    ['Bucket', upload.bucket],
    ['Key', upload.key],
    ['UploadId', upload.id],
    ['MaxParts', MAX_PART_NUMBER],
    ['IsTruncated', false],
    ...parts.map(
      ({ number, size, etag, lastModifiedMs }): XmlChild => [
        'Part',
        [
          ['PartNumber', number],
          ['LastModified', new Date(lastModifiedMs).toISOString()],
          ['ETag', `"${etag}"`],
          ['Size', size],
        ],
      ],
    ),
  ];
  return toXmlResponse(formatXml('ListPartsResult', content, XML_NAMESPACE));
};

export const listMultipartUploads: S3Operation = async (call) => {
  const bucket = requireBucket(call.environment, call.request.bucket);
  authorize(call, { action: 's3:ListBucketMultipartUploads', bucket });
  const prefix = call.request.parameter('prefix') ?? '';
  const uploads = (await call.environment.uploads.list(bucket.record.name)).filter(({ key }) => key.startsWith(prefix));
  const content: readonly XmlChild[] = [
    ['Bucket', bucket.record.name],
    ['Prefix', prefix],
    ['IsTruncated', false],
    ...uploads.map(
      ({ id, key, startedAtMs }): XmlChild => [
        'Upload',
        [
          ['Key', key],
          ['UploadId', id],
          ['Initiated', new Date(startedAtMs).toISOString()],
        ],
      ],
    ),
  ];
  return toXmlResponse(formatXml('ListMultipartUploadsResult', content, XML_NAMESPACE));
};
