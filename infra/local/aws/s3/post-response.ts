/** What a form upload is answered with once it is stored: as its success_action fields ask. */
import type { FormFields } from './authenticate-form.ts';
import type { Bucket } from './bucket.ts';
import type { FoundVersion } from './find-version.ts';
import { type S3Response, toEmptyResponse, toXmlResponse } from './operation.ts';
import type { S3Request } from './request.ts';
import { toChecksumHeaders, toVersionHeaders } from './store-object.ts';
import { formatXml } from './xml.ts';

function parseRedirect(fields: FormFields): URL | null {
  const text = fields.get('success_action_redirect') ?? fields.get('redirect') ?? '';
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
}

/** As S3 writes it: under the host that was asked, which is AWS's own where CloudFront or a virtual-host URL asked. */
function formatLocation({ host }: S3Request, bucket: Bucket, key: string): string {
  const isVirtual = host.toLowerCase().startsWith(`${bucket.record.name}.`);
  const scheme = host.endsWith('.amazonaws.com') ? 'https' : 'http';
  return `${scheme}://${host}/${isVirtual ? '' : `${bucket.record.name}/`}${encodeURIComponent(key)}`;
}

export function toPostResponse(request: S3Request, { bucket, version }: FoundVersion, fields: FormFields): S3Response {
  const etag = `"${version.etag}"`;
  const location = formatLocation(request, bucket, version.key);
  const headers = { etag, location, ...toVersionHeaders(bucket, version), ...toChecksumHeaders(version) };
  const redirect = parseRedirect(fields);
  if (redirect !== null) {
    redirect.searchParams.append('bucket', bucket.record.name);
    redirect.searchParams.append('key', version.key);
    redirect.searchParams.append('etag', etag);
    return toEmptyResponse(303, { ...headers, location: redirect.href });
  }
  const status = fields.get('success_action_status');
  if (status !== '201') return toEmptyResponse(status === '200' ? 200 : 204, headers);
  const xml = formatXml('PostResponse', [
    ['Location', location],
    ['Bucket', bucket.record.name],
    ['Key', version.key],
    ['ETag', etag],
  ]);
  return { ...toXmlResponse(xml, headers), status: 201 };
}
