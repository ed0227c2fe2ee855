/** What the site weighs as it is deployed: every file of the site's bucket, gzip. */
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** Bytes after gzip of each file, by its path on the site. */
export type Weights = ReadonlyMap<string, number>;

export async function weighSite(s3: S3Client, bucket: string): Promise<Weights> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const files = Contents.filter(({ Key = '' }) => !/^br\/|release\.json$/.test(Key));
  const weighed = files.map(async ({ Key = '' }): Promise<[string, number]> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return [`/${Key}`, gzipSync(bytes, { level: 9 }).length];
  });
  return new Map(await Promise.all(weighed));
}

/** Sum of the files whose path `isMeant`, KiB. */
export function sumKib(weights: Weights, isMeant: (path: string) => boolean): number {
  const meant = [...weights].filter(([path]) => isMeant(path));
  return meant.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024;
}

/** Paths of the scripts that the page names: what a photo needs until it is safe on the phone. */
export async function listFirstScripts(dashboard: string): Promise<ReadonlySet<string>> {
  const page = await (await fetch(dashboard)).text();
  return new Set([...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path));
}
