import { describe, expect, it } from 'vitest';
import { NETWORK_PROFILES, type NetworkName } from '../../../infra/local/network/profiles.ts';
import type { RunJson } from '../../../infra/local/run-json.ts';
import { renderScreen } from '../../../infra/local/screen.ts';
import { listJobsOf } from '../../../infra/local/seed/demo-jobs.ts';
import { DEMO_USERS } from '../../../infra/local/seed/demo-users.ts';

const info: RunJson = {
  dashboard: 'http://localhost:8080',
  issuer: 'http://localhost:8081',
  region: 'us-east-1',
  account_id: '123456789012',
  s3: {
    endpoint: '',
    region: '',
    access_key_id: 'AKIAROOT',
    secret_access_key: 'hidden',
    uploads_bucket: '',
    site_bucket: '',
  },
  dynamodb: { endpoint: '', table: '', audit_table: '' },
  sqs: { endpoint: '', queue_url: '', dead_letter_queue_url: '' },
  key_value_stores: { endpoint: '', releases_arn: '' },
  secrets_manager: { endpoint: '', secret_id: '' },
  stripe: null,
  users: [
    { name: 'worker', full_name: 'Wes Alvarado', role: 'worker', subject: 'user-wes', jobs: ['j-1', 'j-2'] },
    { name: 'dispatcher', full_name: 'Dana Ito', role: 'dispatcher', subject: 'user-dana', jobs: ['j-1', 'j-2'] },
  ],
  log: '.local/run.log',
  pid: 1,
};
const facts = { info, leftOut: [{ logicalId: 'A', type: 'AWS::CloudWatch::Alarm', reason: '' }], readyAfterMs: 4321 };

describe('renderScreen', () => {
  it('tells where it is, who can sign in and how to get a token, and shows no secret', () => {
    const screen = renderScreen({ ...facts, dataDir: '.local', network: 'none' });
    expect(screen).toMatchInlineSnapshot(`
      "
        Edgeshot is up after 4.3 s.

        Dashboard   http://localhost:8080
        Sign in as  Wes Alvarado  worker      worker      j-1 j-2
                    Dana Ito      dispatcher  dispatcher  every job
        A token     npm run -s token -- --user worker
        Data        .local
                    run.json: endpoints and keys; run.log: what functions print
        Left out    1 of the template’s resources: 1 Alarm
        Stop        Ctrl-C
      "
    `);
    expect(screen).not.toContain('hidden');
  });

  it('tells where customers book and who plays Stripe, where payments are taken', () => {
    const stripe = { endpoint: 'http://127.0.0.1:9', secret_id: 'hidden' };
    const screen = renderScreen({ ...facts, info: { ...info, stripe }, dataDir: '.local', network: 'none' });
    expect(screen).toContain('  Bookings    http://localhost:8080/book\n');
    expect(screen).toContain('  Payments    http://127.0.0.1:9 plays Stripe\n');
    expect(screen).not.toContain('hidden');
  });

  it('names the data folder and the network where they are not the usual ones', () => {
    const screen = renderScreen({ ...facts, dataDir: 'other', network: 'offline-every-20s' });
    expect(screen).toContain('npm run -s token -- --user worker --data other\n');
    expect(screen).toContain('gone 8 s in every 20 s');
  });

  it.each(Object.keys(NETWORK_PROFILES) as NetworkName[])('fits 80 columns, with the network %s', (network) => {
    const users = DEMO_USERS.map(({ name, fullName, role, subject }) => ({
      name,
      full_name: fullName,
      role,
      subject,
      jobs: listJobsOf(name),
    }));
    const types = [
      'AWS::CloudWatch::Alarm',
      'AWS::Logs::LogGroup',
      'AWS::Lambda::LayerVersion',
      'AWS::Lambda::Permission',
    ];
    const leftOut = [...types, 'Custom::S3AutoDeleteObjects'].map((type) => ({ logicalId: 'A', type, reason: '' }));
    const dashboard = 'http://localhost:65535';
    const screen = renderScreen({ ...facts, info: { ...info, dashboard, users }, leftOut, dataDir: '.local', network });
    expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(screen.replace(/\s+/g, ' ')).toContain(
      '5 of the template’s resources: 1 Alarm, 1 LogGroup, 1 LayerVersion, 1',
    );
  });
});
