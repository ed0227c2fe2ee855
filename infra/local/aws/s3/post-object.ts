/** POST Object: an upload by an HTML form, allowed by a signed policy ("Browser-based uploads using POST"). */
import { authenticateForm, type FormFields, type PostOptions } from './authenticate-form.ts';
import type { Bucket } from './bucket.ts';
import { ANONYMOUS } from './caller.ts';
import { MAX_OBJECT_BYTES } from './constants.ts';
import { parseDeclaredDigests } from './declared-digests.ts';
import { parseEncryption, parseObjectHeaders } from './described-object.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion, Tag } from './object-version.ts';
import { requireBucket, type S3Call, type S3Response } from './operation.ts';
import { parseBoundary, parsePostForm } from './post-form.ts';
import { checkPostPolicy, findLengthRange, parsePostPolicy } from './post-policy.ts';
import { toPostResponse } from './post-response.ts';
import { authorizePut } from './put-object.ts';
import type { S3Request } from './request.ts';
import { checkKey, storeObject } from './store-object.ts';
import { parseTaggingXml } from './tags.ts';

/** FormFields by lower-case name. AWS does not say what a field given twice means, so it is refused here. */
function toFields(pairs: readonly { readonly name: string; readonly value: string }[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const { name, value } of pairs) {
    if (fields.has(name.toLowerCase())) {
      throw new S3Error('InvalidArgument', `The form field ${name} is given more than once.`, {
        ArgumentName: name,
        ArgumentValue: '',
      });
    }
    fields.set(name.toLowerCase(), value);
  }
  return fields;
}

/** `${filename}` becomes the file's name without its path, wherever the uploader may fill in a value. */
function expandFilename(fields: FormFields, filename: string): FormFields {
  const name = filename.replace(/^.*[/\\]/s, '');
  const isFixed = (field: string): boolean => /^(?:policy|bucket|x-amz-(?!meta-).*)$/.test(field);
  return new Map(
    [...fields].map(([field, value]) => [field, isFixed(field) ? value : value.replace(/\$\{filename\}/g, () => name)]),
  );
}

/** Checks the headers around a form, and gives the boundary of its parts. */
function checkEnvelope(request: S3Request): string {
  const boundary = parseBoundary(request.header('content-type'));
  if (boundary === null) throw new S3Error('RequestIsNotMultiPartContent');
  if (request.header('content-length') === null) throw new S3Error('MissingContentLength');
  if (request.header('authorization') !== null || request.parameter('X-Amz-Algorithm') !== null) {
    throw new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: '' },
    );
  }
  return boundary;
}

function createSizeCheck(range: { readonly min: number; readonly max: number }): (size: number) => void {
  return (size) => {
    if (size > range.max) {
      throw new S3Error('EntityTooLarge', undefined, {
        ProposedSize: String(size),
        MaxSizeAllowed: String(range.max),
      });
    }
  };
}

function checkMinimum(size: number, min: number): void {
  if (size < min) {
    throw new S3Error('EntityTooSmall', undefined, { ProposedSize: String(size), MinSizeAllowed: String(min) });
  }
}

/** The fields as conditions see them: `bucket` is the bucket that was really addressed. */
function withBucket(fields: FormFields, bucketName: string): FormFields {
  const claimed = fields.get('bucket');
  if (claimed !== undefined && claimed !== bucketName) {
    throw new S3Error(
      'AccessDenied',
      `Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "${claimed}"]`,
    );
  }
  return new Map([...fields, ['bucket', bucketName]]);
}

/** A form that its policy, its signer's rights and its bucket allow; only the file is still to come. */
interface Admission {
  readonly call: S3Call;
  readonly bucket: Bucket;
  readonly key: string;
  readonly tags: readonly Tag[];
  readonly fields: FormFields;
  /** Bounds on the file, in bytes. */
  readonly range: { readonly min: number; readonly max: number };
}

function admitForm(request: S3Request, fields: FormFields, options: PostOptions): Admission {
  const { environment } = options;
  const key = fields.get('key');
  if (!key) {
    throw new S3Error(
      'UserKeyMustBeSpecified',
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    );
  }
  const isSigned = fields.has('policy') || fields.has('x-amz-signature');
  const caller = isSigned ? authenticateForm(fields, options) : ANONYMOUS;
  const bucket = requireBucket(environment, request.bucket);
  let range = { min: 0, max: MAX_OBJECT_BYTES };
  if (isSigned) {
    const policy = parsePostPolicy(fields.get('policy') ?? '');
    checkPostPolicy(policy, withBucket(fields, bucket.record.name), environment.now());
    range = findLengthRange(policy, MAX_OBJECT_BYTES);
  }
  const call: S3Call = { request, caller, environment };
  checkKey(key);
  const tagging = fields.get('tagging');
  const tags = tagging ? parseTaggingXml(tagging) : [];
  authorizePut(call, key, tags);
  return { call, bucket, key, tags, fields, range };
}

async function storeFile(content: AsyncIterable<Buffer>, admission: Admission): Promise<ObjectVersion> {
  const { call, bucket, key, tags, fields, range } = admission;
  const read = (name: string): string | null => fields.get(name) ?? null;
  const headers = parseObjectHeaders(read, fields.keys());
  const encryption = parseEncryption(read);
  const declared = parseDeclaredDigests(read);
  const draft = await call.environment.store.receive(content, {
    digests: declared.names,
    checkSize: createSizeCheck(range),
  });
  try {
    checkMinimum(draft.size, range.min);
    const checksums = declared.verify(draft.digests, new Map());
    const event = 'ObjectCreated:Post';
    return await storeObject(call, bucket, { draft, key, headers, tags, checksums, encryption, event });
  } finally {
    await draft.discard();
  }
}

/** @throws {S3Error} when the form, its signature, its policy or its file does not allow the upload; nothing is stored then. */
export async function postObject(request: S3Request, options: PostOptions): Promise<S3Response> {
  const form = await parsePostForm(request.body, checkEnvelope(request));
  const fields = expandFilename(toFields(form.fields), form.file?.filename ?? '');
  const admission = admitForm(request, fields, options);
  if (form.file === null) {
    throw new S3Error('IncorrectNumberOfFilesInPostRequest', undefined, { ArgumentName: 'file', ArgumentValue: '0' });
  }
  const version = await storeFile(form.file.content, admission);
  return toPostResponse(request, { bucket: admission.bucket, version }, fields);
}
