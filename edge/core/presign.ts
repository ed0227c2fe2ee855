/** Signs S3 URLs: the PUT of a ticket and, where photos are delivered by S3, their GETs (SigV4 in the query). */
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import type { HttpRequest, QueryParameterBag } from '@smithy/types';
import { formatBucketUrl } from './aws-address.ts';
import type { PlannedPhoto } from './plan-photo.ts';
import { Sha256 } from './sha256.ts';
import type { S3Signing } from './sign-form.ts';

export interface SignedPut {
  readonly url: string;
  /** All are signed: a PUT that lacks one, or has another value, is refused. Of an open PUT, `content-type` alone. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * S3 keeps these for everybody who reads, and takes them unsigned (Cache-Control is among the photo's own headers). So they are signed with what a photo is read by anyway: a PUT
 * that says otherwise is refused. A form's policy has no such field, and S3 refuses what it does not name.
 */
export const PINNED_HEADERS: Readonly<Record<string, string>> = {
  'content-disposition': 'inline',
  'content-encoding': 'identity',
  'content-language': 'und',
  expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
};

/**
 * Signs the PUT of a photo. Where its ticket promises a hash, S3 holds the bytes to it, to their length and to all that they may
 * say of themselves: every header is signed. Else it is for a client that has a file and no program: see {@link signOpenPut}.
 */
export function signPut(photo: PlannedPhoto, signing: S3Signing): Promise<SignedPut> {
  return isOpenPut(photo) ? signOpenPut(photo, signing) : signWholePut(photo, signing);
}

/** Whether S3 bounds neither the bytes nor the headers of its PUT: the pipeline does, when they have come. */
export function isOpenPut({ capture }: PlannedPhoto): boolean {
  return capture.sha256 === undefined;
}

/**
 * Only `content-type` and `host` are signed as headers: the metadata stand in the query, where S3 takes them from too, so that
 * the client sends one file to one URL, and no header, order or number can be wrong. S3 would take neither a checksum nor, by most
 * accounts, tags from there; the pipeline writes the tags. A header `x-amz-…` that is not signed is refused by S3; what else it keeps
 * unsigned (Content-Disposition and the like) is gone when the pipeline gives the bytes their key.
 */
async function signOpenPut(photo: PlannedPhoto, signing: S3Signing): Promise<SignedPut> {
  const headers = { 'content-type': photo.capture.type };
  const metadata = Object.entries(photo.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const all = { ...headers, ...Object.fromEntries(metadata) };
  const request = await createPresigner(signing).presign(toRequest('PUT', photo.key, all, signing), {
    expiresIn: signing.lifeSeconds,
    signingDate: signing.now,
    signableHeaders: new Set(['content-type', 'host']),
  });
  return { url: formatUrl(request), headers };
}

async function signWholePut(photo: PlannedPhoto, signing: S3Signing): Promise<SignedPut> {
  const tagging = new URLSearchParams(photo.tags).toString();
  const headers: Record<string, string> = {
    'content-type': photo.capture.type,
    'content-length': String(photo.maxBytes),
    ...Object.fromEntries(Object.entries(photo.headers).map(([name, value]) => [name.toLowerCase(), value])),
    ...(tagging === '' ? {} : { 'x-amz-tagging': tagging }),
    ...PINNED_HEADERS,
  };
  const names = new Set(Object.keys(headers));
  const request = await createPresigner(signing).presign(toRequest('PUT', photo.key, headers, signing), {
    expiresIn: signing.lifeSeconds,
    signingDate: signing.now,
    signableHeaders: new Set([...names, 'host']),
    unhoistableHeaders: names,
  });
  return { url: formatUrl(request), headers };
}

/** Returns a function that signs the GET of one key after another. */
export function createGetSigner(signing: S3Signing): (key: string) => Promise<string> {
  const presigner = createPresigner(signing);
  return async (key) => {
    // A browser's own viewer of PDFs may run what is in one: it is handed over as a file.
    const query = key.endsWith('.pdf') ? { 'response-content-disposition': 'attachment' } : {};
    const request = { ...toRequest('GET', key, {}, signing), query };
    return formatUrl(await presigner.presign(request, { expiresIn: signing.lifeSeconds, signingDate: signing.now }));
  };
}

function createPresigner({ address, credentials }: S3Signing): S3RequestPresigner {
  return new S3RequestPresigner({ region: address.region, credentials, sha256: Sha256 });
}

function toRequest(method: string, key: string, headers: Record<string, string>, { address }: S3Signing): HttpRequest {
  const url = new URL(`${formatBucketUrl(address)}/${key}`);
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: {},
    headers: { ...headers, host: url.host },
  };
}

function formatUrl({ protocol, hostname, port, path, query = {} }: HttpRequest): string {
  const authority = port === undefined ? hostname : `${hostname}:${port}`;
  return `${protocol}//${authority}${path}?${formatQuery(query)}`;
}

function formatQuery(query: QueryParameterBag): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
}
