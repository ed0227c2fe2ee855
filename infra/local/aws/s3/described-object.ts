/**
 * What a client says of an object beside its bytes: system metadata, user metadata, storage class, encryption. The same
 * for the headers of a PUT and the fields of a POST, so it reads from either through one function.
 */
import { MAX_USER_METADATA_BYTES } from './constants.ts';
import { S3Error } from './errors.ts';

/** A named value of the request, by lower-case name; null where it is not there. */
export type ReadValue = (name: string) => string | null;

const SYSTEM_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
];

const STORAGE_CLASSES = new Set([
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'REDUCED_REDUNDANCY',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
]);

/** What would change how an object is kept, and is not imitated here. */
const NOT_IMPLEMENTED = [
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-retain-until-date',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write-acp',
  'x-amz-write-offset-bytes',
];

function checkUserMetadata(metadata: Readonly<Record<string, string>>): void {
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    bytes += Buffer.byteLength(name.slice('x-amz-meta-'.length)) + Buffer.byteLength(value);
  }
  if (bytes > MAX_USER_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', undefined, {
      Size: String(bytes),
      MaxSizeAllowed: String(MAX_USER_METADATA_BYTES),
    });
  }
}

function parseStorageClass(read: ReadValue): string | null {
  const text = read('x-amz-storage-class');
  if (text !== null && !STORAGE_CLASSES.has(text)) throw new S3Error('InvalidStorageClass');
  return text === 'STANDARD' ? null : text;
}

/** Every bucket here enforces its owner's ownership, as all new buckets do: no ACL but the one that changes nothing. */
function checkAcl(acl: string | null): void {
  if (acl !== null && acl !== 'bucket-owner-full-control') throw new S3Error('AccessControlListNotSupported');
}

/**
 * Gives the headers to keep with the object, in lower case. `names` are all names that the request carries.
 * @throws {S3Error} when one asks for what is not imitated here, or the metadata are too large.
 */
export function parseObjectHeaders(read: ReadValue, names: Iterable<string>): Readonly<Record<string, string>> {
  const refused = NOT_IMPLEMENTED.find((name) => read(name) !== null);
  if (refused !== undefined) throw new S3Error('NotImplemented', undefined, { Header: refused });
  checkAcl(read('x-amz-acl') ?? read('acl'));
  const headers: Record<string, string> = { 'content-type': read('content-type') || 'binary/octet-stream' };
  for (const name of SYSTEM_HEADERS) {
    const value = read(name);
    if (value !== null && value !== '') headers[name] = value;
  }
  // `aws-chunked` is a coding of the transfer, not of the object.
  const codings = (headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(',');
  if (kept === '') {
    delete headers['content-encoding'];
  } else {
    headers['content-encoding'] = kept;
  }
  const storageClass = parseStorageClass(read);
  if (storageClass !== null) headers['x-amz-storage-class'] = storageClass;
  const metadata: Record<string, string> = {};
  for (const name of names) {
    if (name.startsWith('x-amz-meta-')) metadata[name] = (read(name) ?? '').trim();
  }
  checkUserMetadata(metadata);
  return { ...headers, ...metadata };
}

/**
 * Gives the encryption asked for; null where the bucket's default holds.
 * @throws {S3Error} when it is not known here.
 */
export function parseEncryption(read: ReadValue): string | null {
  const text = read('x-amz-server-side-encryption');
  if (text !== null && text !== 'AES256' && text !== 'aws:kms') {
    throw new S3Error('InvalidArgument', 'The encryption method specified is not supported', {
      ArgumentName: 'x-amz-server-side-encryption',
      ArgumentValue: text,
    });
  }
  return text;
}
