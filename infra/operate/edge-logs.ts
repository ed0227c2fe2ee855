/** The edge functions' logs, which stand in whatever region ran a function: found, read in one stream, and bounded. */
import { formatStackName } from '../config/deployments.ts';
import type { JsonClient } from './json-client.ts';

/** Those that every account has: Lambda@Edge runs in any of them. */
export const COMMON_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
];

export interface EdgeLogGroup {
  readonly region: string;
  readonly name: string;
  /** Null: for ever. */
  readonly retentionDays: number | null;
}

export interface EdgeLogLine {
  readonly id: string;
  readonly atMs: number;
  readonly region: string;
  readonly text: string;
}

/** What Lambda itself writes around each run. */
const LAMBDA_LINE = /^(START|END|REPORT|INIT_START|XRAY) /;

export interface FoundLogGroups {
  readonly groups: readonly EdgeLogGroup[];
  /** Regions that would not tell, each with its error: an organization often shuts those that it has no use for. */
  readonly refusals: readonly { readonly region: string; readonly error: unknown }[];
}

/**
 * Finds the groups of a deployment in all the regions that tell.
 * @throws {Error} when none does: that of the first
 */
export async function findLogGroups(
  client: JsonClient,
  { deployment, regions }: { readonly deployment: string; readonly regions: readonly string[] },
): Promise<FoundLogGroups> {
  // Only what CloudFront runs logs under a region's name.
  const prefix = `/aws/lambda/us-east-1.${formatStackName(deployment)}-`;
  const found = await Promise.allSettled(regions.map((region) => listGroups(client, region, prefix)));
  const groups = found.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  const refusals = regions.flatMap((region, index) => {
    const outcome = found[index];
    return outcome?.status === 'rejected' ? [{ region, error: outcome.reason }] : [];
  });
  const [first] = refusals;
  if (first && refusals.length === regions.length) throw first.error;
  return { groups, refusals };
}

async function listGroups(client: JsonClient, region: string, prefix: string): Promise<readonly EdgeLogGroup[]> {
  const groups: EdgeLogGroup[] = [];
  for (let nextToken: unknown; ; ) {
    const input = { logGroupNamePrefix: prefix, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await client.send({ service: 'logs', region, target: 'DescribeLogGroups', input });
    for (const group of listObjects(page.logGroups)) {
      const { logGroupName, retentionInDays } = group;
      groups.push({
        region,
        name: String(logGroupName),
        retentionDays: typeof retentionInDays === 'number' ? retentionInDays : null,
      });
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return groups;
  }
}

export interface ReadLogsOptions {
  /** Unix milliseconds. */
  readonly sinceMs: number;
  /** Only lines that hold it. */
  readonly text: string | null;
  /** What Lambda itself writes as well. */
  readonly all: boolean;
}

/** Reads the lines of all groups, the oldest first. */
export async function readEdgeLogs(
  client: JsonClient,
  groups: readonly EdgeLogGroup[],
  options: ReadLogsOptions,
): Promise<readonly EdgeLogLine[]> {
  const lines = await Promise.all(groups.map((group) => readGroup(client, group, options)));
  return lines.flat().toSorted((one, other) => one.atMs - other.atMs || (one.id < other.id ? -1 : 1));
}

async function readGroup(
  client: JsonClient,
  { region, name }: EdgeLogGroup,
  { sinceMs, text, all }: ReadLogsOptions,
): Promise<readonly EdgeLogLine[]> {
  const lines: EdgeLogLine[] = [];
  for (let nextToken: unknown; ; ) {
    const input = { logGroupName: name, startTime: sinceMs, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await client.send({ service: 'logs', region, target: 'FilterLogEvents', input });
    for (const { eventId, timestamp, message } of listObjects(page.events)) {
      const line = String(message).trimEnd();
      if ((all || !LAMBDA_LINE.test(line)) && (text === null || line.includes(text))) {
        lines.push({ id: String(eventId), atMs: Number(timestamp), region, text: line });
      }
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return lines;
  }
}

/**
 * Sets how long the groups keep their lines; gives those that kept them otherwise before.
 * @throws {Error} when a region refuses
 */
export async function boundLogs(
  client: JsonClient,
  groups: readonly EdgeLogGroup[],
  { days, isDryRun }: { readonly days: number; readonly isDryRun: boolean },
): Promise<readonly EdgeLogGroup[]> {
  const other = groups.filter(({ retentionDays }) => retentionDays !== days);
  if (isDryRun) return other;
  for (const { region, name } of other) {
    const input = { logGroupName: name, retentionInDays: days };
    await client.send({ service: 'logs', region, target: 'PutRetentionPolicy', input });
  }
  return other;
}

function listObjects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}
