import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeBuild } from '../../infra/build/kept-build.ts';
import { DeploymentError } from '../../infra/config/context-keys.ts';
import { synthesize } from '../../infra/synthesize.ts';

const createOutdir = () => mkdtempSync(join(tmpdir(), 'edgeshot-synth-'));
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** Every setting at once, so that every part of the stack is in the template. */
const EVERYTHING = {
  alarm_email: 'ops@example.com',
  domain_names: 'photos.example.com',
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/abc',
  upload_via: 's3',
  delivery: 's3',
  signing_keys: 'A,B',
};

describe('synthesize', () => {
  it.each([
    ['dev', {}],
    ['prod', EVERYTHING],
  ])(
    'makes a template of the deployment %s in which CloudFormation’s own rules find nothing',
    async (deployment, context) => {
      const outdir = createOutdir();
      await synthesize({ deployment, context, outdir, build: takeBuild });
      expect(readJson(join(outdir, 'validation-report.json')).pluginReports).toEqual([]);
    },
  );

  it('tells where the local deployment’s template and assets are, and which parameters take a key', async () => {
    const outdir = createOutdir();
    const context = { issuer: 'http://localhost:4000', jwks_uri: 'http://localhost:4000/jwks' };
    const synthesis = await synthesize({ deployment: 'local', context, outdir, build: takeBuild });
    expect(synthesis.signingParameters).toEqual(['SigningPublicKeyA']);
    expect(Object.keys(readJson(synthesis.templatePath).Parameters)).toEqual(synthesis.signingParameters);
    const files: { source: { path: string } }[] = Object.values(readJson(synthesis.assetsPath).files);
    expect(files.length).toBeGreaterThan(5);
  });

  it('refuses a wrong setting before it builds anything', async () => {
    await expect(
      synthesize({ deployment: 'dev', context: { delivery: 'ftp' }, outdir: createOutdir() }),
    ).rejects.toThrow(DeploymentError);
  });
});
