/**
 * What one more request costs in a process that is warm, against the SDK's usual calls and against node:crypto alone,
 * which is the limit. Rounds of all variants in turn; the median of each.
 */
import { createHmac, createPublicKey, sign, verify } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { JwtVerifier } from 'aws-jwt-verify';
import { toFacts } from '../../../edge/core/album.ts';
import type { AlbumPage } from '../../../edge/core/album-page.ts';
import type { AwsCredentials } from '../../../edge/core/aws-address.ts';
import { createKeyRing } from '../../../edge/core/key-ring.ts';
import { planPhoto } from '../../../edge/core/plan-photo.ts';
import { parseImageKey, signAlbum, toAlbumResource, toRoundedExpiry } from '../../../edge/core/sign-album.ts';
import { signForm, toPostOptions } from '../../../edge/core/sign-form.ts';
import { deriveSigningKey } from '../../../edge/core/sign-request.ts';
import { verifyToken } from '../../../edge/core/verify-token.ts';
import { toAlbum } from '../../../edge/routes/read-album.ts';
import { createEdgeSecret, IMAGE_KEYS } from '../../edge/edge-secret.ts';
import { createJwks, ISSUER, mintToken, publicKeyOf, TEST_AUDIENCE, TOKEN_POLICY } from '../../edge/issuer.ts';
import { numberedPhotoId, toPhotoRecord } from '../../edge/records.ts';
import { median } from './cold-start.ts';

export interface WarmFigure {
  readonly what: string;
  readonly variant: string;
  /** Of one ticket, one album, or one verification. */
  readonly microseconds: number;
}

interface Contest {
  readonly what: string;
  /** Calls in one round. */
  readonly calls: number;
  readonly variants: Readonly<Record<string, () => unknown>>;
}

const CREDENTIALS: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 't'.repeat(800),
};
const PHOTOS = 1_000;

export async function measureWarm(rounds: number): Promise<WarmFigure[]> {
  const figures: WarmFigure[] = [];
  for (const contest of [toTickets(), await toAlbums(), await toVerifications()]) {
    const times = new Map(Object.keys(contest.variants).map((name) => [name, [] as number[]]));
    for (let round = -2; round < rounds; round += 1) {
      for (const [name, call] of Object.entries(contest.variants)) {
        const startedMs = performance.now();
        for (let count = 0; count < contest.calls; count += 1) await call();
        const microseconds = ((performance.now() - startedMs) * 1000) / contest.calls;
        // Two rounds for the compiler.
        if (round >= 0) times.get(name)?.push(microseconds);
      }
    }
    for (const [variant, values] of times) figures.push({ what: contest.what, variant, microseconds: median(values) });
  }
  return figures;
}

function toTickets(): Contest {
  const client = new S3Client({ region: 'us-east-1', credentials: CREDENTIALS });
  const address = { bucket: 'shot-uploads', region: 'us-east-1', endpoint: null };
  const plan = () =>
    planPhoto({ type: 'image/jpeg', size: 4711, title: 'A sofa' }, numberedPhotoId(1), { jobId: 'j-1', subject: 'w' });
  const signing = () => ({
    address,
    credentials: CREDENTIALS,
    now: new Date(),
    readClockMs: () => Date.now(),
    lifeSeconds: 900,
  });
  const key = deriveSigningKey({ credentials: CREDENTIALS, region: 'us-east-1', service: 's3' }, '20261122');
  const policy = JSON.stringify(toPostOptions(plan(), signing()));
  return {
    what: 'ticket',
    calls: 100,
    variants: {
      ours: () => signForm(plan(), signing()),
      'SDK, client reused': () => createPresignedPost(client, toPostOptions(plan(), signing())),
      'SDK, new client': () =>
        createPresignedPost(
          new S3Client({ region: 'us-east-1', credentials: CREDENTIALS }),
          toPostOptions(plan(), signing()),
        ),
      'node:crypto': () => createHmac('sha256', key).update(Buffer.from(policy).toString('base64')).digest('hex'),
    },
  };
}

async function toAlbums(): Promise<Contest> {
  const { cloudfront } = await createEdgeSecret();
  const imageKey = parseImageKey(cloudfront.key_pair_id, cloudfront.private_key);
  const photos = Array.from({ length: PHOTOS }, (_, number) => toFacts(toPhotoRecord('j-1', numberedPhotoId(number))));
  const page: AlbumPage = { photos, next: null };
  const client = new S3Client({ region: 'us-east-1', credentials: CREDENTIALS });
  const signAndFormat = async () => {
    const resource = toAlbumResource('https://photos.example.com', 'j-1', 'originals');
    const { query, expiresAt } = signAlbum(resource, toRoundedExpiry(new Date()), imageKey);
    const toUrl = (path: string) => `/${path}?${query}`;
    return JSON.stringify(await toAlbum('j-1', page, { urls: { expiresAt, toUrl }, access: 'originals' }));
  };
  return {
    what: 'album of 1,000',
    calls: 1,
    variants: {
      ours: signAndFormat,
      'SDK, getSignedUrl each': async () => {
        const urls = photos.map(({ key: Key }) =>
          getSignedUrl(client, new GetObjectCommand({ Bucket: 'shot-uploads', Key }), { expiresIn: 3600 }),
        );
        return JSON.stringify(await Promise.all(urls));
      },
      'node:crypto': () => {
        const signature = sign('RSA-SHA1', Buffer.from('policy'), IMAGE_KEYS.privateKey).toString('base64');
        return JSON.stringify(photos.map((photo) => ({ ...photo, url: `/${photo.key}?${signature}` })));
      },
    },
  };
}

async function toVerifications(): Promise<Contest> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const token = await mintToken({ iat: nowSeconds - 60, exp: nowSeconds + 80_000 });
  const jwks = await createJwks();
  const { findKey } = createKeyRing(jwks);
  const peer = JwtVerifier.create({ issuer: ISSUER, audience: TEST_AUDIENCE, jwksUri: `${ISSUER}/jwks.json` });
  const rsa = jwks.filter(({ kty }) => kty === 'RSA').map((jwk) => ({ ...jwk, alg: 'RS256' }));
  peer.cacheJwks({ keys: rsa } as Parameters<typeof peer.cacheJwks>[0]);
  const key = createPublicKey(publicKeyOf('RS256').export({ type: 'spki', format: 'pem' }));
  return {
    what: 'verification, RS256',
    calls: 200,
    variants: {
      ours: () => verifyToken(token, { policy: TOKEN_POLICY, now: new Date(), findKey }),
      'aws-jwt-verify': () => peer.verify(token),
      'node:crypto': () => {
        const [header, payload, signature = ''] = token.split('.');
        return verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
      },
    },
  };
}
