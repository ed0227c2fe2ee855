/**
 * `node exercise-edge-function.ts DIRECTORY`: sends requests through the edge function in the directory, so that V8
 * compiles what requests need, and writes the compiled code to `handler.cache`. Needs no AWS: the services are a server
 * of its own on the loopback. Fails where the function does not respond, so that no half-empty cache is shipped.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { exportJWK, SignJWT } from 'jose';
import { CONFIG_HEADER, type EdgeConfig } from '../../edge/config.ts';

const ISSUER = 'https://issuer.invalid';
const CONFIG: EdgeConfig = {
  stage: 'exercise',
  region: 'us-east-1',
  secret_regions: [],
  secret_id: 'exercise',
  image_secret_id: 'exercise-image',
  link_secret_id: 'exercise-link',
  uploads_bucket: 'uploads',
  table: 'records',
  audit_table: 'audit',
  upload_via: 'edge',
  delivery: 'cloudfront',
  customer_uploads: true,
  token: {
    issuer: ISSUER,
    audience: ISSUER,
    client_id: null,
    algorithms: ['RS256'],
    jwks_uri: null,
    max_age_seconds: 3600,
    roles_claim: 'roles',
    jobs_claim: 'jobs',
    name_claim: 'name',
  },
};
const CAPTURE = { id: 'capture-1', type: 'image/jpeg', size: 5, title: 'Exercise', stage: 'before' };
/** Each function responds to its own with 200 and the others with 404. */
const REQUESTS = [
  { method: 'GET', uri: '/upload-url', querystring: 'job_id=j-1', body: null },
  { method: 'POST', uri: '/upload-url', querystring: '', body: { job_id: 'j-1', photos: [CAPTURE] } },
  { method: 'GET', uri: '/photos', querystring: 'job_id=j-1', body: null },
  { method: 'GET', uri: '/jobs', querystring: '', body: null },
  { method: 'GET', uri: '/links', querystring: 'job_id=j-1', body: null },
] as const;

type Handler = (event: unknown) => Promise<{ status: string; body: string }>;

const [directory = ''] = process.argv.slice(2);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const services = await serve();
Object.assign(process.env, {
  AWS_REGION: CONFIG.region,
  AWS_ACCESS_KEY_ID: 'exercise',
  AWS_SECRET_ACCESS_KEY: 'exercise',
  AWS_ENDPOINT_URL: services.url,
});
const script = loadScript();
const exported: { handler?: Handler } = {};
const { handler } = run(exported);
const headers = toHeaders({ host: 'exercise.invalid', authorization: `Bearer ${await mintToken()}` });
const statuses = [];
for (const request of REQUESTS) statuses.push((await handler(toEvent(request))).status);
if (!statuses.includes('200') || statuses.some((status) => status !== '200' && status !== '404')) {
  throw new Error(`${directory}: responded ${statuses.join(', ')}`);
}
writeFileSync(join(directory, 'handler.cache'), script.createCachedData());
services.close();
process.exit(0);

/** The very text that the loader compiles: V8 takes a cache for no other. */
function loadScript(): Script {
  const filename = join(directory, 'handler.js');
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
  return new Script(source, { filename });
}

function run(exports: { handler?: Handler }): { handler: Handler } {
  const module = { exports };
  const filename = join(directory, 'handler.js');
  script.runInThisContext()(exports, createRequire(import.meta.url), module, filename, directory);
  const { handler: found } = module.exports;
  if (found === undefined) throw new Error(`${directory}: exports no handler`);
  return { handler: found };
}

function toEvent({ body, ...request }: (typeof REQUESTS)[number]): unknown {
  const data = Buffer.from(JSON.stringify(body)).toString('base64');
  const customHeaders = toHeaders({ [CONFIG_HEADER]: JSON.stringify(CONFIG) });
  const cf = {
    config: { requestId: 'exercise' },
    request: {
      clientIp: '192.0.2.1',
      ...request,
      headers,
      ...(body === null ? {} : { body: { inputTruncated: false, encoding: 'base64', data } }),
      origin: { custom: { customHeaders } },
    },
  };
  return { Records: [{ cf }] };
}

function toHeaders(values: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [{ key: name, value }]]));
}

async function mintToken(): Promise<string> {
  return new SignJWT({ jobs: ['j-1'], roles: ['dispatcher'] })
    .setProtectedHeader({ alg: 'RS256', kid: 'exercise' })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject('exercise')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(keys.privateKey);
}

/** Responds as the services do where there is nothing yet: no rows, no objects, every write taken. */
async function serve() {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'exercise' };
  const private_key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const secret = JSON.stringify({ jwks: { keys: [jwk] }, cloudfront: { key_pair_id: 'K', private_key } });
  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = target.startsWith('secretsmanager') ? JSON.stringify({ SecretString: secret }) : '{}';
    request.resume().on('end', () => response.end(target === '' ? '<ListBucketResult/>' : body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
