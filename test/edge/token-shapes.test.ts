/** The edge before the tokens of issuers that people use: each person has their name, their role and their jobs. */
import { describe, expect } from 'vitest';
import type { TokenConfig } from '../../edge/config.ts';
import { DEPLOYMENTS } from '../../infra/config/deployments.ts';
import { parseDeployment } from '../../infra/config/parse-deployment.ts';
import { toExternalIssuer } from '../../infra/constructs/token-issuer.ts';
import {
  AUDIENCE,
  CLIENT_ID,
  SHAPE_SETTINGS,
  type TokenShape,
  type TokenUser,
  toShape,
} from '../../infra/local/identity/token-shapes.ts';
import { parseObjectMetadata } from '../../origin/records.ts';
import { edgeTest } from './edge-test.ts';
import { mintToken, NOW_SECONDS } from './issuer.ts';
import { toJobRecord } from './records.ts';

const ISSUERS: readonly (readonly [TokenShape, { readonly issuer: string; readonly subject: string }])[] = [
  ['rfc9068', { issuer: 'https://id.example.com', subject: 'user-wes' }],
  [
    'cognito',
    {
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI',
      subject: '5428a4c8-4071-70e2-1b0c-0d5b8a3f7a51',
    },
  ],
  ['auth0', { issuer: 'https://edgeshot.eu.auth0.com/', subject: 'auth0|65f1c2d3e4b5a60071829304' }],
  [
    'entra',
    {
      issuer: 'https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0',
      subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    },
  ],
];
const WES: TokenUser = { name: 'worker', fullName: 'Wes Alvarado', role: 'worker' };

const it = edgeTest;
it.beforeAll(({ world }) =>
  world.put(
    toJobRecord('j-1', { members: ISSUERS.map(([, { subject }]) => subject) }),
    toJobRecord('j-2', { members: ['somebody-else'] }),
  ),
);

/** What the edge is told of the issuer, by the settings that an operator gives. */
function toPolicy(shape: TokenShape, issuer: string): TokenConfig {
  const { identity, token } = parseDeployment({ stage: 'dev', issuer, ...SHAPE_SETTINGS[shape] });
  if (identity.kind !== 'issuer') throw new Error('no issuer');
  return toExternalIssuer(identity, token).token;
}

function sign(shape: TokenShape, facts: { issuer: string; subject: string }, user = WES): Promise<string> {
  const payload = {
    iss: facts.issuer,
    sub: facts.subject,
    aud: AUDIENCE,
    iat: NOW_SECONDS - 60,
    exp: NOW_SECONDS + 3540,
    jti: 'token-1',
    client_id: CLIENT_ID,
    scope: 'openid profile email',
  };
  const token = toShape(shape, { header: { typ: 'at+jwt' }, payload }, user);
  return mintToken({ aud: undefined, roles: undefined, ...token.payload }, { header: token.header });
}

describe.each(ISSUERS)('a token of the shape %s', (shape, facts) => {
  const config = { token: toPolicy(shape, facts.issuer) };

  it('gives the ticket its owner by subject and name', async ({ edge }) => {
    const token = await sign(shape, facts);
    const { status, body } = await edge.ask('/upload-url?job_id=j-1&id=capture-1', { token, config });
    expect(status).toBe(200);
    const fields = Object.entries(body.fields as Record<string, string>);
    const metadata = Object.fromEntries(fields.map(([name, value]) => [name.replace('x-amz-meta-', ''), value]));
    expect(parseObjectMetadata(metadata)).toMatchObject({ uploader: facts.subject, uploaderName: 'Wes Alvarado' });
  });

  it('opens the jobs that the person is a member of, and a dispatcher every one', async ({ edge }) => {
    const worker = await sign(shape, facts);
    const dispatcher = await sign(shape, facts, { ...WES, role: 'dispatcher' });
    const ask = (token: string) => edge.ask('/upload-url?job_id=j-2&id=capture-1', { token, config });
    expect((await ask(worker)).status).toBeGreaterThanOrEqual(403);
    expect((await ask(dispatcher)).status).toBe(200);
  });

  it('attack: of another issuer or another client is refused', async ({ edge }) => {
    const ask = async (token: string) => (await edge.ask('/photos?job_id=j-1', { token, config })).status;
    expect(await ask(await sign(shape, { ...facts, issuer: 'https://evil.example.com' }))).toBe(401);
    const stray = toShape(shape, { header: {}, payload: { sub: facts.subject, aud: 'x', client_id: 'other' } }, WES);
    const claims = { ...stray.payload, iss: facts.issuer, ...(shape === 'auth0' ? { aud: ['x'] } : {}) };
    expect(await ask(await mintToken({ aud: undefined, ...claims }))).toBe(401);
  });
});

describe('the user pool of a deployment', () => {
  it('is read by the claims that tokens of its shape have', () => {
    const { rolesClaim, nameClaim } = DEPLOYMENTS.dev.token;
    expect(SHAPE_SETTINGS.cognito).toMatchObject({ roles_claim: rolesClaim, name_claim: nameClaim });
  });
});
