import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findSettingFault, LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';

const PROGRAM = new URL('../../../infra/local/start.ts', import.meta.url).pathname;
const start = (...args: readonly string[]) => promisify(execFile)(process.execPath, [PROGRAM, ...args]);

describe('findSettingFault', () => {
  it.each([{}, { roles_claim: 'groups' }, { scopes: 'openid', max_token_age_seconds: '3600' }])(
    'finds none in %j',
    (settings) => {
      expect(findSettingFault(settings)).toBeNull();
    },
  );

  it.each([
    ['what is no setting', { upload_vai: 's3' }, '-c upload_vai: no such setting'],
    ['a value that is none', { max_token_age_seconds: '9' }, '-c max_token_age_seconds: must be the age'],
    ['another deployment', { stage: 'prod' }, '-c stage: the local run is'],
    ['an issuer', { issuer: 'https://id.example' }, '-c issuer: the local run has an issuer of its own.'],
    ['a domain', { domain_names: 'a.example' }, '-c domain_names: the local run has an address of its own.'],
    ['a key pair', { signing_keys: 'A,B' }, '-c signing_keys: the local run has one key pair'],
    ['another way to the bucket', { upload_via: 's3' }, '-c upload_via: the page would send a browser'],
    ['another way still', { transfer_acceleration: 'true' }, '-c transfer_acceleration: the page would send'],
    ['a key of KMS', { encryption: 'kms' }, '-c encryption: the local run has no KMS'],
    ['what only AWS does', { price_class: 'all' }, '-c price_class: nothing of it is seen in the local run'],
  ])('finds %s', (_, settings, fault) => {
    expect(findSettingFault(settings)).toContain(fault);
  });
});

describe('npm start', () => {
  it('lists in its help the settings that can be tried, and no other', async () => {
    const { stdout } = await start('--help');
    const listed = stdout
      .split('Settings')[1]
      ?.match(/^ {2}\w+/gm)
      ?.map((key) => key.trim());
    expect(listed).toEqual(LOCAL_SETTINGS);
    expect(listed).toContain('max_token_age_seconds');
    expect(listed).not.toContain('issuer');
  });

  it('says in one line what is wrong with a setting, and starts nothing', async () => {
    await expect(start('-c', 'max_token_age_seconds=9')).rejects.toMatchObject({
      code: 1,
      stderr: '-c max_token_age_seconds: must be the age of the oldest `iat` taken, 60 to 604800 seconds.\n',
    });
  });
});
