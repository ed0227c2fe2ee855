/** What becomes of single objects of the uploads bucket (S3 API reference: PutObjectTagging, DeleteObject, ListObjectVersions). */
import { createHash } from 'node:crypto';
import { type BucketAddress, formatBucketUrl } from '../core/aws-address.ts';
import type { UploadsBucket } from '../core/ports.ts';
import { formatTagging } from '../core/tagging.ts';
import { type AwsCall, type AwsClient, AwsError } from './aws-client.ts';

/** How S3 says that there is no object, or a delete marker where it would be. */
const NOT_THERE = ['NoSuchKey', 'MethodNotAllowed'];

const DELETE_MARKER = /<DeleteMarker>(.*?)<\/DeleteMarker>/gs;

export function createUploadsBucket(aws: AwsClient, address: BucketAddress): UploadsBucket {
  const call = (method: AwsCall['method'], path: string, more: Pick<AwsCall, 'headers' | 'body'> = {}) =>
    aws.send({ service: 's3', region: address.region, base: formatBucketUrl(address), method, path, ...more });

  return {
    async setTags(key, tags) {
      const body = formatTagging(tags);
      const digest = createHash('md5').update(body).digest('base64');
      await call('PUT', `/${key}?tagging=`, { headers: { 'content-md5': digest }, body }).catch((error: unknown) => {
        if (!(error instanceof AwsError) || !NOT_THERE.includes(error.code)) throw error;
      });
    },

    async remove(key) {
      await call('DELETE', `/${key}`);
    },

    async restore(key) {
      const xml = await call('GET', `/?versions=&${new URLSearchParams({ prefix: key })}`);
      const markers = [...xml.matchAll(DELETE_MARKER)].filter(([, fields = '']) => readElement(fields, 'Key') === key);
      for (const [, fields = ''] of markers) {
        await call('DELETE', `/${key}?${new URLSearchParams({ versionId: readElement(fields, 'VersionId') })}`);
      }
    },
  };
}

/** Keys come URL-encoded and the other fields are plain, so the continuation token alone may hold an entity. */
function readElement(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
