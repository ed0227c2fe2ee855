/** The uploads bucket: what lies under an album's prefix (S3 API reference, ListObjectsV2). */
import { formatAlbumPrefix } from '../../origin/photo-key.ts';
import type { ListedObject } from '../core/album.ts';
import { type BucketAddress, formatBucketUrl } from '../core/aws-address.ts';
import type { AwsClient } from './aws-client.ts';

export interface UploadsBucket {
  /** All photos of a job, in the order of their keys. */
  list(jobId: string): Promise<readonly ListedObject[]>;
}

const CONTENTS = /<Contents>(.*?)<\/Contents>/gs;

export function createUploadsBucket(aws: AwsClient, address: BucketAddress): UploadsBucket {
  const listFrom = async (prefix: string, token: string | null): Promise<readonly ListedObject[]> => {
    const query = new URLSearchParams({ 'list-type': '2', 'encoding-type': 'url', prefix });
    if (token !== null) query.set('continuation-token', token);
    const xml = await aws.send({
      service: 's3',
      region: address.region,
      method: 'GET',
      base: formatBucketUrl(address),
      path: `/?${query}`,
    });
    const objects = [...xml.matchAll(CONTENTS)].map(([, fields = '']) => toListedObject(fields));
    const next = readElement(xml, 'NextContinuationToken');
    return next === '' ? objects : [...objects, ...(await listFrom(prefix, next))];
  };
  return { list: (jobId) => listFrom(formatAlbumPrefix(jobId), null) };
}

function toListedObject(fields: string): ListedObject {
  return {
    key: decodeURIComponent(readElement(fields, 'Key')),
    bytes: Number(readElement(fields, 'Size')),
    modifiedAt: readElement(fields, 'LastModified'),
  };
}

/** Keys come URL-encoded and the other fields are plain, so the continuation token alone may hold an entity. */
function readElement(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
