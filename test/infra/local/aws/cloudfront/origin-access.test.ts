import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../../../infra/local/aws/iam/canonical-request.ts';
import { createCredentialStore, issueTemporaryCredential } from '../../../../../infra/local/aws/iam/credentials.ts';
import { verifySignature } from '../../../../../infra/local/aws/iam/verify-signature.ts';
import {
  ALL_VIEWER_EXCEPT_HOST,
  EDGE_NOW_MS,
  type EdgeSetup,
  type Seen,
  send,
  startEdge,
  startOrigin,
} from './local-edge.ts';

const credential = issueTemporaryCredential({
  kind: 'service',
  name: 'cloudfront.amazonaws.com',
  sourceArn: 'arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE',
  policies: [],
});

function withAccessControl(signing: string, behaviour = {}, origin = {}): EdgeSetup {
  const config = { Name: 'n', OriginAccessControlOriginType: 's3', SigningBehavior: signing, SigningProtocol: 'sigv4' };
  return {
    behaviour: { AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'], ...behaviour },
    origin: { OriginAccessControlId: 'oac', ...origin },
    resources: { originAccessControls: new Map([['oac', { OriginAccessControlConfig: config }]]) },
    options: { oacCredential: credential },
  };
}

function verify(seen: Seen | undefined, changes: Partial<{ path: string; query: string; host: string }> = {}) {
  const credentials = createCredentialStore();
  credentials.add(credential);
  const [path = '', query = ''] = (seen?.url ?? '').split('?');
  const headers = Object.entries({ ...seen?.headers, ...(changes.host ? { host: changes.host } : {}) }).map(
    ([name, value]) => ({
      name,
      value: String(value),
    }),
  );
  const request = { method: seen?.method ?? '', path: changes.path ?? path, query: changes.query ?? query, headers };
  const options = { credentials, service: 's3', region: 'us-east-1', nowMs: EDGE_NOW_MS };
  return verifySignature(request, parseQuery(request.query) ?? [], options);
}

describe('origin access control', () => {
  it.each([
    ['/jobs/j-1/a.jpg', '/jobs/j-1/a.jpg'],
    ['/a%20b/%C3%BC(1)!*', '/a%20b/%C3%BC(1)!*'],
    ['/a+b=c&d', '/a+b=c&d'],
    ['//double//slash/', '//double//slash/'],
    ['/q?b=2&a=1%202&a&c==', '/q?b=2&a=1%202&a&c=='],
    ['/~%7Etilde', '/~%7Etilde'],
    ['/q?a-=1&a=2&a%2B=3&b=+', '/q?a-=1&a=2&a%2B=3&b=+'],
  ])('signs %s so that an independent verifier agrees', async (target, sent) => {
    const origin = await startOrigin();
    const edge = await startEdge(
      origin,
      withAccessControl('always', { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST }),
    );
    await send(edge, target);
    expect(origin.seen[0]?.url).toBe(sent);
    expect(verify(origin.seen[0])).toMatchObject({
      kind: 'signed',
      credential: { principal: { name: 'cloudfront.amazonaws.com' } },
    });
  });

  it('signs whatever path and query a client can write so that an independent verifier agrees', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(
      origin,
      withAccessControl('always', { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST }),
    );
    const piece = fc.constantFrom(..."abZ09-._~/!$&'()*+,;=:@", '%20', '%2F', '%c3%a9', '%E2%82%AC', '%25', '%7e');
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (path, query) => {
        origin.seen.length = 0;
        await send(edge, `/${path}?${query}`);
        expect(verify(origin.seen[0])).toMatchObject({ kind: 'signed' });
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('signs an upload without hashing it, behind an origin path, with the viewer’s x-amz headers', async () => {
    const origin = await startOrigin();
    const setup = withAccessControl(
      'always',
      { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST },
      { OriginPath: '/prefix' },
    );
    await send(await startEdge(origin, setup), '/a.jpg', {
      method: 'PUT',
      body: 'photo',
      headers: { 'x-amz-meta-title': '  two   words ' },
    });
    expect(origin.seen[0]).toMatchObject({
      method: 'PUT',
      url: '/prefix/a.jpg',
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    expect(origin.seen[0]?.body.toString()).toBe('photo');
    expect(verify(origin.seen[0])).toMatchObject({ kind: 'signed', payloadHash: 'UNSIGNED-PAYLOAD' });
  });

  it('always: replaces the Authorization and the keys of the viewer', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, withAccessControl('always'));
    await send(edge, '/', { method: 'POST', headers: { Authorization: 'Bearer t', 'X-Amz-Security-Token': 'theirs' } });
    expect(verify(origin.seen[0])).toMatchObject({ kind: 'signed' });
  });

  it('no-override: signs only where the viewer sends no Authorization', async () => {
    const origin = await startOrigin();
    const edge = await startEdge(origin, withAccessControl('no-override'));
    await send(edge, '/', { method: 'POST', headers: { Authorization: 'Bearer t' } });
    await send(edge, '/', { method: 'POST' });
    expect(origin.seen[0]?.headers.authorization).toBe('Bearer t');
    expect(origin.seen[0]?.headers).not.toHaveProperty('x-amz-date');
    expect(verify(origin.seen[1])).toMatchObject({ kind: 'signed' });
  });

  it('never, and an origin without access control: signs nothing', async () => {
    const origin = await startOrigin();
    await send(await startEdge(origin, withAccessControl('never')), '/');
    await send(await startEdge(origin), '/');
    for (const { headers } of origin.seen) {
      expect(Object.keys(headers).filter((name) => name === 'authorization' || name.startsWith('x-amz-'))).toEqual([
        'x-amz-cf-id',
      ]);
    }
  });
});

describe('attack: a signed request is changed on its way', () => {
  it('no longer verifies for another path, query or host', async () => {
    const origin = await startOrigin();
    await send(await startEdge(origin, withAccessControl('always')), '/a');
    const seen = origin.seen[0];
    expect(verify(seen).kind).toBe('signed');
    for (const change of [{ path: '/b' }, { query: 'x=1' }, { host: 'other.s3.us-east-1.amazonaws.com' }]) {
      expect(verify(seen, change), JSON.stringify(change)).toMatchObject({ kind: 'fault', fault: 'no-match' });
    }
  });
});
