import { describe, expect, it } from 'vitest';
import { type EdgeConfig, parseEdgeConfig } from '../../edge/config.ts';
import { TOKEN_POLICY } from './issuer.ts';

const CONFIG: EdgeConfig = {
  stage: 'prod',
  region: 'us-east-1',
  secret_regions: [],
  secret_id: 'edgeshot/prod',
  image_secret_id: 'edgeshot/prod-image',
  link_secret_id: 'edgeshot/prod-link',
  uploads_bucket: 'uploads',
  table: 'records',
  audit_table: 'audit',
  upload_via: 'edge',
  delivery: 'cloudfront',
  customer_uploads: true,
  token: TOKEN_POLICY,
};
const parse = (changes: object, token: object = {}) =>
  parseEdgeConfig(JSON.stringify({ ...CONFIG, ...changes, token: { ...TOKEN_POLICY, ...token } }));

describe('parseEdgeConfig', () => {
  it('reads what formatting wrote', () => {
    expect(parseEdgeConfig(JSON.stringify(CONFIG))).toEqual(CONFIG);
    expect(parse({ malware_scan: true })).toEqual({ ...CONFIG, malware_scan: true });
  });

  it.each([
    'stage',
    'region',
    'secret_regions',
    'secret_id',
    'image_secret_id',
    'link_secret_id',
    'uploads_bucket',
    'table',
    'audit_table',
    'upload_via',
    'delivery',
    'customer_uploads',
  ])('names %s when it is missing', (name) => {
    expect(() => parse({ [name]: undefined })).toThrow(`${name} is missing or wrong`);
  });

  it.each([
    ['algorithms', ['none']],
    ['algorithms', ['RS512']],
    ['algorithms', []],
    ['issuer', ''],
    ['max_age_seconds', 0],
    ['max_age_seconds', '3600'],
    ['jwks_uri', 'http://id.example.com/jwks'],
    ['jwks_uri', 'http://127.0.0.1.evil.example/jwks'],
    ['jwks_uri', 'file:///etc/passwd'],
    ['jwks_uri', 'http://127.0.0.1:4000/jwks'],
  ])('refuses the token policy’s %s %j', (name, value) => {
    expect(() => parse({}, { [name]: value })).toThrow(name);
  });

  it('takes keys over plain HTTP from this machine only, of an issuer on it', () => {
    for (const jwks_uri of [
      'https://id.example.com/jwks',
      'http://127.0.0.1:4000/jwks',
      'http://localhost:4000/jwks',
      'http://[::1]:4000/jwks',
    ]) {
      const issuer = 'http://localhost:4000';
      expect(parse({}, { jwks_uri, issuer }).token.jwks_uri).toBe(jwks_uri);
    }
  });

  it('wants to know for whom tokens are made', () => {
    expect(() => parse({}, { audience: null, client_id: null })).toThrow('audience or client_id');
    expect(parse({}, { audience: null, client_id: 'c' }).token.client_id).toBe('c');
  });
});
