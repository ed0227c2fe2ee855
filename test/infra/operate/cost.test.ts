import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { formatCostPage } from '../../../infra/operate/cost/format-cost.ts';
import { PRICES } from '../../../infra/operate/cost/prices.ts';
import { PER_PHOTO, reckonMonth, reckonOptions, STANDING } from '../../../infra/operate/cost/reckon.ts';
import { findResource, listResources, readTemplate } from '../read-template.ts';
import { operate } from './operate.ts';

beforeAll(() => void vi.stubEnv('CDK_VALIDATION', 'false'));

const total = (photos: number, months: number) => reckonMonth(photos, months).reduce((sum, { usd }) => sum + usd, 0);

describe('npm run cost', () => {
  it('has made docs/cost.md of today’s prices', () => {
    expect(readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8')).toBe(formatCostPage());
  });

  it('grows with photos, and with what is kept by storage alone', () => {
    const standing = reckonMonth(1, 1).find(({ part }) => part.startsWith('standing'))?.usd ?? 0;
    expect(total(2000, 1) - standing).toBeCloseTo(2 * (total(1000, 1) - standing), 6);
    expect(total(1000, 13) - total(1000, 12)).toBeCloseTo(30_000 * 0.0005 * PRICES.bucketMonth.usd, 6);
  });

  it('adds options by what they are paid for: files, bytes, bytes kept, keys', () => {
    const added = (photos: number, months: number) =>
      Object.fromEntries(reckonOptions(photos, months).map(({ part, usd }) => [part.split('`')[1], usd]));
    expect(added(0, 12)).toEqual({
      malware_scan: 0,
      replica_bucket_arn: 0,
      transfer_acceleration: 0,
      'encryption=kms': 1,
    });
    // 60,000 files and 13.2 GB in a month of 1,000 photos a day.
    expect(added(1000, 1).malware_scan).toBeCloseTo(60 * (0.215 + 0.005) + 13.2 * PRICES.scanGigabyte.usd, 6);
    expect(added(1000, 1).transfer_acceleration).toBeCloseTo(13.2 * 0.04, 6);
    const copies = (months: number) => added(1000, months).replica_bucket_arn ?? 0;
    expect(copies(13) - copies(12)).toBeCloseTo(13.2 * PRICES.bucketMonth.usd, 6);
  });

  it('takes of a photo what docs/scale.md has measured', () => {
    const scale = readFileSync(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
    const read = (pattern: RegExp) => Number(pattern.exec(scale)?.[1]);
    expect(PER_PHOTO.tableWrites).toBe(read(/\| writes to the table \| some (\d+) units/));
    expect(PER_PHOTO.tableReads).toBeGreaterThanOrEqual(read(/\| reads of the table \| (\d+) units/));
    const requests = /\| S3 requests \| (\d+) writes .+, (\d+) listings, some (\d+) reads/.exec(scale) ?? [];
    expect([PER_PHOTO.bucketWrites, PER_PHOTO.bucketReads]).toEqual([
      Number(requests[1]) + Number(requests[2]),
      Number(requests[3]),
    ]);
    expect(PER_PHOTO.storedMegabytes).toBe(read(/Storage comes to it: ([\d.]+) MB a photo/));
  });

  it('counts what stands: secrets with their replicas, and each metric that an alarm watches', () => {
    const template = readTemplate({ stage: 'dev' });
    const secrets = listResources(template, 'AWS::SecretsManager::Secret').map(
      ([, { Properties }]) => 1 + ((Properties.ReplicaRegions as readonly unknown[] | undefined)?.length ?? 0),
    );
    const metrics = listResources(template, 'AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) =>
        (Properties.Metrics as readonly object[] | undefined)?.filter((metric) => 'MetricStat' in metric).length ?? 1,
    );
    const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    expect(STANDING).toEqual({ secrets: total(secrets), alarms: total(metrics) });
  });

  it('prints the parts of one bill, and writes nothing where it is told so', async () => {
    const bill = await operate('cost', ['--photos', '1000', '--months', '1']);
    expect(bill).toMatchObject({ code: 0, stderr: expect.stringMatching(/^\d+\.\d\d USD a month\n$/) });
    expect(bill.stdout).toContain('storage of photos');
    expect(await operate('cost', ['--dry-run'])).toMatchObject({ code: 0, stdout: '' });
    expect(await operate('cost', ['--photos', 'many'])).toMatchObject({ code: 2 });
  });

  it('says of each price where it was read and when', () => {
    for (const { source, read } of Object.values(PRICES))
      expect([source, /^\d{4}-\d\d-\d\d$/.test(read)]).toEqual([source, true]);
  });
});

describe('monthly_budget', () => {
  it('mails near the sum, and when the forecast exceeds it', () => {
    const template = readTemplate({ stage: 'dev', monthly_budget: '50', alarm_email: 'ops@example.com' });
    const [, { Properties }] = findResource(template, 'AWS::Budgets::Budget');
    expect(Properties.Budget).toMatchObject({ BudgetLimit: { Amount: 50, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
    const kinds = (Properties.NotificationsWithSubscribers as { Notification: object }[]).map(
      ({ Notification }) => Notification,
    );
    expect(kinds).toMatchObject([
      { NotificationType: 'ACTUAL', Threshold: 80 },
      { NotificationType: 'FORECASTED', Threshold: 100 },
    ]);
    expect(listResources(readTemplate({ stage: 'dev' }), 'AWS::Budgets::Budget')).toEqual([]);
  });

  it.each([
    { monthly_budget: '50' },
    { monthly_budget: '0', alarm_email: 'a@b.c' },
    { monthly_budget: 'much', alarm_email: 'a@b.c' },
  ])('refuses %j', (settings) => {
    expect(() => readTemplate({ stage: 'dev', ...settings })).toThrow('monthly_budget');
  });
});
