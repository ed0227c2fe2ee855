/** The product's own distribution before functions that fail: who asks gets the failure of their own request. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { formatSigningParameter, toSigningParameterValue } from '../../infra/config/signing-parameter.ts';
import { createCloudFront } from '../../infra/local/aws/cloudfront/cloudfront.ts';
import type { FunctionStore } from '../../infra/local/aws/cloudfront/function-program.ts';
import type { CloudFront, DistributionResources, Properties } from '../../infra/local/aws/cloudfront/resources.ts';
import { listDistributions } from '../../infra/local/aws/deployment/distribution.ts';
import { resolveAssembly } from '../../infra/local/aws/template/resolve-assembly.ts';
import type { ResolvedResource } from '../../infra/local/aws/template/resolve-stack.ts';
import { send } from './local/aws/cloudfront/local-edge.ts';
import { writeAssembly } from './read-template.ts';

const ACCOUNT_ID = '123456789012';

let distribution: DistributionResources;
beforeAll(async () => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const { directory } = writeAssembly({ stage: 'local' });
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const { resources } = await resolveAssembly({
    directory,
    defaultRegion: 'us-east-1',
    accountId: ACCOUNT_ID,
    salt: 'salt',
    sqsEndpoint: 'http://127.0.0.1:1',
    parameters: { [formatSigningParameter('A')]: toSigningParameterValue(pem) },
    leaveOut: {},
  });
  const [only] = listDistributions(resources, { accountId: ACCOUNT_ID, stores: toEmptyStores(resources) });
  if (!only) throw new Error('no distribution');
  distribution = only;
});

/** No function of these tests reads one. */
function toEmptyStores(resources: readonly ResolvedResource[]): ReadonlyMap<string, FunctionStore> {
  const facts = { id: '', itemCount: 0, createdMs: 0, changedMs: 0 };
  const arns = resources.flatMap(({ attributes: { Arn } }) => (Arn === undefined ? [] : [Arn]));
  return new Map(arns.map((arn) => [arn, { facts, get: () => null }]));
}

interface EdgeEvent {
  readonly Records: readonly [
    { readonly cf: { readonly request: { readonly uri: string; readonly querystring: string } } },
  ];
}

/** A function whose every response is an error that names its request, as the API's problems do by `instance`. */
async function startFailing(status: number, changes: Properties = {}): Promise<CloudFront> {
  const edge = await createCloudFront({
    resources: { ...distribution, config: { ...distribution.config, ...changes } },
    port: 0,
    host: '127.0.0.1',
    lambda: async (_version, event) => {
      const { request } = (event as EdgeEvent).Records[0].cf;
      const headers = { 'cache-control': [{ key: 'Cache-Control', value: 'no-store' }] };
      const value = { status: String(status), headers, body: `${request.uri}?${request.querystring}` };
      return { ok: true, value, durationMs: 1, cold: false };
    },
    resolveOrigin: () => new URL('http://127.0.0.1:1'),
    oacCredential: {
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'secret',
      principal: { kind: 'service', name: 'cloudfront.amazonaws.com', policies: [] },
    },
    log: () => undefined,
  });
  onTestFinished(() => edge.close());
  return edge;
}

/** Two people ask for two jobs, one after the other; gives the jobs that their errors are about. */
async function askAsTwo(edge: CloudFront, path: string): Promise<readonly (string | undefined)[]> {
  const ask = async (person: string, job: string) => {
    const headers = { Authorization: `Bearer ${person}` };
    const { text } = await send(edge, `${path}?job_id=${job}`, { headers });
    return /job_id=(.+)$/.exec(text)?.[1];
  };
  return [await ask('ana', 'j-1'), await ask('bo', 'j-2')];
}

describe('two people whose requests fail', () => {
  it.each([
    ['/photos', 400],
    ['/photos', 403],
    ['/photos', 404],
    ['/jobs', 500],
    ['/photos', 500],
    ['/upload-url', 500],
    ['/audit', 502],
    ['/photos', 503],
    ['/photos/abc', 504],
  ])('each get their own error of GET %s with %s', async (path, status) => {
    expect(await askAsTwo(await startFailing(status), path)).toEqual(['j-1', 'j-2']);
  });

  it('would share one for 10 s if the template set no minimum', async () => {
    const edge = await startFailing(503, { CustomErrorResponses: [] });
    expect(await askAsTwo(edge, '/photos')).toEqual(['j-1', 'j-1']);
  });
});

describe('the distribution', () => {
  it('keeps no error and replaces none by a page', () => {
    const statuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    expect(distribution.config.CustomErrorResponses).toEqual(
      statuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });
});
