import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_CONFIG_LENGTH, parseEdgeConfig } from '../../../edge/config.ts';
import { measureAtMost } from '../../../infra/config/format-edge-config.ts';
import { flatten, readDistribution } from '../read-distribution.ts';
import { readTemplate } from '../read-template.ts';

beforeAll(() => vi.stubEnv('CDK_VALIDATION', 'false'));

describe('the configuration header', () => {
  it.each(['dev', 'prod', 'local'])(
    'of the deployment %s fits into 1,783 characters, whatever the names will be',
    (deployment) => {
      const header = readDistribution(readTemplate({ stage: deployment })).Origins.flatMap(
        (origin) => origin.OriginCustomHeaders ?? [],
      )[0];
      expect(measureAtMost(header?.HeaderValue)).toBeLessThanOrEqual(MAX_CONFIG_LENGTH);
    },
  );

  it('is read by the edge itself once the references are known, and names no secret', () => {
    const header = readDistribution(readTemplate({ stage: 'dev' })).Origins.flatMap(
      (origin) => origin.OriginCustomHeaders ?? [],
    )[0];
    expect(parseEdgeConfig(flatten(header?.HeaderValue))).toMatchObject({
      stage: 'dev',
      region: 'us-east-1',
      secret_id: 'edgeshot/dev/edge-keys',
      token: { audience: null, algorithms: ['RS256'], roles_claim: 'cognito:groups' },
    });
  });

  it('is refused at synthesis when it cannot fit', () => {
    const jwks_uri = `https://issuer.example/${'x'.repeat(MAX_CONFIG_LENGTH)}`;
    expect(() => readTemplate({ stage: 'dev', issuer: 'https://issuer.example', client_id: 'c', jwks_uri })).toThrow(
      RangeError,
    );
  });
});
