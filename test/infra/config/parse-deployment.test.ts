import { describe, expect, it } from 'vitest';
import { DeploymentError } from '../../../infra/config/context-keys.ts';
import { parseDeployment } from '../../../infra/config/parse-deployment.ts';

describe('parseDeployment', () => {
  it('is dev with a user pool where nothing is said', () => {
    expect(parseDeployment({})).toMatchObject({ deployment: 'dev', identity: { kind: 'cognito' }, uploadVia: 'edge' });
  });

  it('overrides single settings and leaves the others', () => {
    const config = parseDeployment({ stage: 'prod', price_class: 'all', secret_regions: 'eu-west-1, ap-southeast-2' });
    expect(config).toMatchObject({
      priceClass: 'all',
      secretRegions: ['eu-west-1', 'ap-southeast-2'],
      logRetentionDays: 365,
    });
  });

  it('takes how many photos are developed at once, and what is kept for that', () => {
    expect(parseDeployment({}).pipeline).toEqual({ concurrency: 20, reserve: null });
    const settings = { pipeline_concurrency: '2', pipeline_reserve: '2' };
    expect(parseDeployment(settings).pipeline).toEqual({ concurrency: 2, reserve: 2 });
    expect(parseDeployment({ ...settings, pipeline_reserve: 'none' }).pipeline.reserve).toBeNull();
    expect(parseDeployment({ pipeline_concurrency: 1000 }).pipeline.concurrency).toBe(1000);
  });

  it.each([
    ['off', null],
    ['15m', 15],
    ['36h', 2160],
    ['31d', 44_640],
  ])('takes how often bucket and records are compared: %s', (reconcile_every, minutes) => {
    expect(parseDeployment({ reconcile_every }).reconcileEveryMinutes).toBe(minutes);
  });

  it.each([
    ['off', null],
    ['1', 1],
    ['3650', 3650],
  ])('takes how long photos of old jobs are kept: %s', (retain_closed_jobs_days, days) => {
    expect(parseDeployment({ retain_closed_jobs_days }).retainClosedJobsDays).toBe(days);
    expect(parseDeployment({}).retainClosedJobsDays).toBeNull();
  });

  it('takes no replica at all', () => {
    expect(parseDeployment({ secret_regions: '' }).secretRegions).toEqual([]);
  });

  it('takes another issuer with its client, and expects its audience', () => {
    const config = parseDeployment({
      issuer: 'https://id.example',
      client_id: 'spa',
      audience: 'https://photos.example',
    });
    expect(config.identity).toEqual({
      kind: 'issuer',
      issuer: 'https://id.example',
      audience: 'https://photos.example',
      clientId: 'spa',
      jwksUri: null,
      authorizeOrigin: null,
    });
    expect(config.token.rolesClaim).toBe('roles');
  });

  it('lets the local deployment alone do without https', () => {
    expect(
      parseDeployment({ stage: 'local', issuer: 'http://localhost:9', site_origin: 'http://localhost:8' }),
    ).toMatchObject({
      siteOrigin: 'http://localhost:8',
    });
    expect(() => parseDeployment({ issuer: 'http://id.example', client_id: 'spa' })).toThrow('-c issuer');
    expect(() => parseDeployment({ site_origin: 'http://photos.example' })).toThrow('-c site_origin');
  });

  it('takes CDK’s own context for nothing of its own', () => {
    expect(() => parseDeployment({ 'aws:cdk:bundling-stacks': ['**'], '@aws-cdk/core:x': true })).not.toThrow();
  });

  it.each([
    ['an unknown deployment', { stage: 'test' }, '-c stage'],
    ['one photo at once', { pipeline_concurrency: '1' }, '-c pipeline_concurrency: must be'],
    ['1,001 photos at once', { pipeline_concurrency: '1001' }, '-c pipeline_concurrency: must be'],
    ['photos that are kept for no day', { retain_closed_jobs_days: '0' }, '-c retain_closed_jobs_days: must be'],
    ['photos that are kept for 3651 days', { retain_closed_jobs_days: '3651' }, '-c retain_closed_jobs_days: must be'],
    [
      'photos that go before their lock ends',
      { retain_closed_jobs_days: '89', object_lock_days: '90' },
      'object_lock_days',
    ],
    ['copies in no bucket', { replica_bucket_arn: 'copies' }, '-c replica_bucket_arn: must be'],
    [
      'copies of what goes by a rule',
      { replica_bucket_arn: 'arn:aws:s3:::copies', retain_closed_jobs_days: '30' },
      '-c replica_bucket_arn',
    ],
    [
      'copies that nothing could encrypt',
      { encryption: 'kms', replica_bucket_arn: 'arn:aws:s3:::copies' },
      'no kms with replica',
    ],
    ['a key that is none', { encryption: 'aes' }, '-c encryption: must be `s3` or `kms`'],
    ['acceleration of what goes through CloudFront', { transfer_acceleration: 'true' }, 'goes with upload_via=s3'],
    ['a scan that nobody would wait for', { malware_scan: 'true', delivery: 's3' }, '-c malware_scan: not with'],
    ['a comparison every 14 minutes', { reconcile_every: '14m' }, '-c reconcile_every: must be'],
    ['a comparison every 32 days', { reconcile_every: '32d' }, '-c reconcile_every: must be'],
    ['a comparison at a time of day', { reconcile_every: '03:00' }, '-c reconcile_every: must be'],
    ['less in reserve than is used', { pipeline_reserve: '19' }, '-c pipeline_reserve: must be'],
    ['a mistyped key', { upload_vai: 's3' }, '-c upload_vai'],
    ['a key with capitals', { maxThumbCacheDays: '3' }, '-c maxThumbCacheDays: no such setting'],
    ['a key with a digit', { s3_thing: '3' }, '-c s3_thing: no such setting'],
    ['a key with a dash', { 'upload-via': 's3' }, '-c upload-via: no such setting'],
    ['no key at all', { '': 'true' }, '-c : no such setting'],
    ['an address without a host', { alarm_email: 'ops' }, '-c alarm_email: must be an e-mail address'],
    ['an unknown choice', { delivery: 'ftp' }, '-c delivery'],
    ['an issuer without a client', { issuer: 'https://id.example' }, '-c client_id'],
    ['settings of an issuer for the user pool', { audience: 'x' }, '-c audience'],
    ['a user pool in the local run', { stage: 'local', issuer: 'cognito' }, '-c issuer'],
    ['a name without a certificate', { domain_names: 'a.example' }, '-c domain_names'],
    [
      'a certificate of another region',
      { certificate_arn: 'arn:aws:acm:eu-west-1:123456789012:certificate/x' },
      '-c certificate_arn',
    ],
    ['a path in an origin', { site_origin: 'https://a.example/' }, '-c site_origin'],
    ['the primary’s region among the replicas', { secret_regions: 'us-east-1' }, '-c secret_regions'],
    ['an age of 59 s', { max_token_age_seconds: '59' }, '-c max_token_age_seconds'],
    ['an age of a week and a second', { max_token_age_seconds: '604801' }, '-c max_token_age_seconds'],
    ['an unknown algorithm', { algorithms: 'RS256,none' }, '-c algorithms'],
    ['no algorithm', { algorithms: '' }, '-c algorithms'],
    ['a sixth signing key', { signing_keys: 'A,B,C,D,E,F' }, '-c signing_keys'],
    ['the same signing key twice', { signing_keys: 'A,A' }, '-c signing_keys'],
    ['a time zone that there is not', { time_zone: 'America/Springfield' }, '-c time_zone: must be the time zone'],
    ['an offset instead of a time zone', { time_zone: '-08:00' }, '-c time_zone'],
    ['an abbreviation of a time zone', { time_zone: 'PST' }, '-c time_zone'],
    ['a list instead of a text', { issuer: ['https://id.example'] }, '-c issuer'],
  ])('refuses %s and names the setting', (_, context, named) => {
    expect(() => parseDeployment(context)).toThrow(DeploymentError);
    expect(() => parseDeployment(context)).toThrow(named);
  });

  it.each(['America/Los_Angeles', 'America/Argentina/Buenos_Aires', 'UTC'])('takes the time zone %s', (time_zone) => {
    expect(parseDeployment({ time_zone }).timeZone).toBe(time_zone);
  });

  it.each(['60', '604800', 3600])('takes an age of %s s', (age) => {
    expect(parseDeployment({ max_token_age_seconds: age }).token.maxAgeSeconds).toBe(Number(age));
  });
});
