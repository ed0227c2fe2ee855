/** What a month costs at so many photos a day: what a photo takes, times the prices. */
import { PRICES } from './prices.ts';

export interface CostLine {
  readonly part: string;
  readonly usd: number;
}

/** What one photo takes, all told; docs/scale.md has what was measured. */
export const PER_PHOTO = {
  /** A third of a ticket request, and albums that people look at while photos arrive. */
  edgeCalls: 12.3,
  edgeSecondsEach: 0.05,
  edgeGigabytes: 1.73,
  uploads: 2,
  /** Thumbnails and previews that are asked of CloudFront. */
  images: 4,
  imageMegabytes: 0.2,
  /** An album's response, zipped. */
  albumMegabytes: 0.006,
  uploadMegabytes: 0.44,
  tableWrites: 61,
  /** Of the photo itself 20; the rest is of albums that are looked at meanwhile. */
  tableReads: 50,
  /** Seven writes and three listings. */
  bucketWrites: 10,
  bucketReads: 10,
  pipelineSeconds: 1.2,
  pipelineGigabytes: 2,
  queueRequests: 6,
  storedMegabytes: 0.5,
  logKilobytes: 8,
  pages: 0.5,
} as const;

/** Three secrets, each with one replica; the metrics of the stack's alarms, for each of them is charged. */
export const STANDING = { secrets: 6, alarms: 18 } as const;
const DAYS = 30;
const GB = 1000;

/** The parts of a month's bill, `monthsKept` months of photos being in the bucket; the dearest first. */
export function reckonMonth(photosPerDay: number, monthsKept: number): readonly CostLine[] {
  const photos = photosPerDay * DAYS;
  const one = PER_PHOTO;
  const p = PRICES;
  const requests = one.edgeCalls + one.uploads + one.images + one.pages;
  const megabytesOut = one.edgeCalls * one.albumMegabytes + one.images * one.imageMegabytes;
  const lines = [
    ['storage of photos', ((photos * one.storedMegabytes) / GB) * monthsKept * p.bucketMonth.usd],
    ['CloudFront: requests and functions', photos * requests * (p.edgeRequest.usd + p.viewerFunction.usd)],
    ['CloudFront: bytes to viewers', (photos * megabytesOut * p.edgeOut.usd) / GB],
    ['CloudFront: bytes of uploads', (photos * one.uploadMegabytes * p.edgeToOrigin.usd) / GB],
    ['CloudFront: which release is live', photos * one.pages * p.keyValueRead.usd],
    [
      'Lambda@Edge',
      photos * one.edgeCalls * (p.edgeCall.usd + one.edgeSecondsEach * one.edgeGigabytes * p.edgeSecond.usd),
    ],
    ['Lambda: development', photos * one.pipelineSeconds * one.pipelineGigabytes * p.lambdaSecond.usd],
    ['DynamoDB', photos * (one.tableWrites * p.tableWrite.usd + one.tableReads * p.tableRead.usd)],
    ['S3: requests', photos * (one.bucketWrites * p.bucketWrite.usd + one.bucketReads * p.bucketRead.usd)],
    ['SQS', photos * one.queueRequests * p.queueRequest.usd],
    ['CloudWatch: logs', ((photos * one.logKilobytes) / 1e6) * p.logGigabyte.usd],
    ['standing: secrets and alarms', STANDING.secrets * p.secretMonth.usd + STANDING.alarms * p.alarmMonth.usd],
  ] as const;
  return lines.map(([part, usd]) => ({ part, usd })).toSorted((one, other) => other.usd - one.usd);
}

/** What options add to a month's bill. The copies of another region are kept as long as the photos. */
export function reckonOptions(photosPerDay: number, monthsKept: number): readonly CostLine[] {
  const photos = photosPerDay * DAYS;
  const { uploads, uploadMegabytes } = PER_PHOTO;
  const gigabytes = (photos * uploadMegabytes) / GB;
  const p = PRICES;
  return [
    {
      // GuardDuty tags each file: a write.
      part: '`malware_scan`',
      usd: gigabytes * p.scanGigabyte.usd + photos * uploads * (p.scanObject.usd + p.bucketWrite.usd),
    },
    {
      part: '`replica_bucket_arn`',
      usd: gigabytes * (p.replicaGigabyte.usd + monthsKept * p.bucketMonth.usd) + photos * uploads * p.bucketWrite.usd,
    },
    { part: '`transfer_acceleration`', usd: gigabytes * p.acceleratedGigabyte.usd },
    { part: '`encryption=kms`, but for requests to KMS', usd: p.keyMonth.usd },
  ];
}
