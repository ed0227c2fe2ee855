/** What AWS asks for, us-east-1 and viewers in the US, without free tiers and without volume discounts: where that was read, and when. */

export interface Price {
  readonly what: string;
  /** USD. */
  readonly usd: number;
  readonly per: string;
  readonly source: string;
  /** ISO 8601: when it was read. */
  readonly read: string;
  /** False: a third party's word, or from memory; look it up before you lean on it. */
  readonly isConfirmed: boolean;
}

const PAGE = 'aws.amazon.com/cloudfront/pricing, a stored copy';
const UNSEEN = 'the service’s page of prices was not at hand';
const PRICE_LIST_READER =
  'what infracost prints of AWS’s price list (vreutova/infracost-idem-support, pull requests 2 and 15)';
const SCAN_SOURCE = 'a third party’s transcript of aws.amazon.com/guardduty/pricing, 2026-10-07';
const READ = '2026-11-30';

export const PRICES = {
  edgeRequest: price('CloudFront, an HTTPS request', 0.01 / 10_000, {
    per: '10,000: 0.01',
    source: 'two third parties, the later of 2026-06-13 (factualminds.com)',
    isConfirmed: false,
  }),
  edgeOut: price('CloudFront, a GB to viewers (first 10 TB)', 0.085, { per: 'GB', source: PAGE }),
  edgeToOrigin: price('CloudFront, a GB to the origin', 0.02, {
    per: 'GB',
    source: PRICE_LIST_READER,
    isConfirmed: false,
  }),
  viewerFunction: price('CloudFront Functions, an invocation', 0.1 / 1e6, {
    per: 'million: 0.10',
    source: 'cur.vantage.sh, a reader of AWS’s bills',
    isConfirmed: false,
  }),
  keyValueRead: price('CloudFront KeyValueStore, a read', 0.03 / 1e6, {
    per: 'million: 0.03',
    source: UNSEEN,
    isConfirmed: false,
  }),
  edgeCall: price('Lambda@Edge, a request', 0.6 / 1e6, {
    per: 'million: 0.60',
    source: 'a third party (kindatechnical.com)',
    isConfirmed: false,
  }),
  edgeSecond: price('Lambda@Edge, a GB-second', 0.00005001, { per: 'GB-second', source: UNSEEN, isConfirmed: false }),
  lambdaSecond: price('Lambda, a GB-second', 0.0000166667, {
    per: 'GB-second',
    source: 'aws.amazon.com/lambda/pricing, an older stored copy (0.00001667)',
  }),
  tableWrite: price('DynamoDB, a write unit', 0.625 / 1e6, {
    per: 'million: 0.625',
    source: 'a third party (airbyte.com); another has 1.25, the price before November 2024',
    isConfirmed: false,
  }),
  tableRead: price('DynamoDB, a read unit', 0.125 / 1e6, {
    per: 'million: 0.125',
    source: 'a third party (airbyte.com); another has 0.25, the price before November 2024',
    isConfirmed: false,
  }),
  bucketWrite: price('S3, a write or listing', 0.005 / 1000, {
    per: '1,000: 0.005',
    source: 'two third parties (devnotes.tech, a gist)',
    isConfirmed: false,
  }),
  bucketRead: price('S3, a read', 0.0004 / 1000, {
    per: '1,000: 0.0004',
    source: 'two third parties (devnotes.tech, a gist)',
    isConfirmed: false,
  }),
  bucketMonth: price('S3 Standard, a GB and month', 0.023, {
    per: 'GB-month',
    source: 'two third parties (devnotes.tech, a gist)',
    isConfirmed: false,
  }),
  queueRequest: price('SQS, a request', 0.4 / 1e6, {
    per: 'million: 0.40',
    source: 'three third parties, the latest of June 2026 (factualminds.com)',
    isConfirmed: false,
  }),
  logGigabyte: price('CloudWatch Logs, a GB taken in', 0.5, {
    per: 'GB',
    source: PRICE_LIST_READER,
    isConfirmed: false,
  }),
  alarmMonth: price('CloudWatch, a metric that an alarm watches, a month', 0.1, {
    per: 'month',
    source: PRICE_LIST_READER,
    isConfirmed: false,
  }),
  secretMonth: price('Secrets Manager, a secret or replica and month', 0.4, {
    per: 'month',
    source: 'a third party’s transcript of aws.amazon.com/secrets-manager/pricing, 2026-09-20',
    isConfirmed: false,
  }),
  scanGigabyte: price('GuardDuty, a GB scanned in S3', 0.09, { per: 'GB', source: SCAN_SOURCE, isConfirmed: false }),
  scanObject: price('GuardDuty, an object scanned in S3', 0.215 / 1000, {
    per: '1,000: 0.215',
    source: SCAN_SOURCE,
    isConfirmed: false,
  }),
  replicaGigabyte: price('S3, a GB to another region', 0.02, {
    per: 'GB',
    source: 'repost.aws, on access across regions (us-west-2), a stored copy',
    isConfirmed: false,
  }),
  acceleratedGigabyte: price('S3 Transfer Acceleration, a GB in (US, Europe, Japan)', 0.04, {
    per: 'GB',
    source: UNSEEN,
    isConfirmed: false,
  }),
  keyMonth: price('KMS, a key and month', 1, { per: 'month', source: 'aws.amazon.com/kms/pricing, a stored copy' }),
} as const;

function price(
  what: string,
  usd: number,
  { isConfirmed = true, ...more }: { per: string; source: string; isConfirmed?: boolean },
): Price {
  return { what, usd, read: READ, isConfirmed, ...more };
}
