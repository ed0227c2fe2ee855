/** `npm run keys`: makes the key pair for image URLs, and fills the edge's secret after a deployment. */

import { createPublicKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DEPLOYMENT_NAMES, formatStackName, REGION } from '../config/deployments.ts';
import { composeEdgeSecret, createSigningKeyPair } from '../config/edge-secret.ts';
import { formatSigningParameter, toSigningParameterValue } from '../config/signing-parameter.ts';

const HELP = `Keys of a deployment.

Usage:
  npm run keys -- create  --stage dev [--name A]
      Makes a key pair and prints the parameter to deploy with. The private key goes to ~/.edgeshot/keys/ (mode 600),
      away from the repository and what cleans it. Refuses to replace a key that is there.
  npm run keys -- show    --stage dev [--name A]
      Prints that parameter again.
  npm run keys -- install --stage dev [--name A] --outputs outputs.json [--hmac-file FILE] [--dry-run]
      Puts the issuer's public keys and the private key into the secret. outputs.json is what
      \`cdk deploy --outputs-file outputs.json\` wrote. --hmac-file holds one base64url secret a line (HS256 only).

The name is one of the deployment's signing_keys (docs/deploy.md, "Replacing the signing key").
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stage: { type: 'string', default: 'dev' },
    name: { type: 'string', default: 'A' },
    outputs: { type: 'string' },
    'hmac-file': { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const COMMANDS: Readonly<Record<string, () => Promise<string>>> = { create, show, install };
const command = COMMANDS[positionals[0] ?? ''];

if (options.help || !command) {
  process.stdout.write(HELP);
  process.exitCode = options.help ? 0 : 2;
} else {
  try {
    process.stdout.write(`${await command()}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
    process.exitCode = 1;
  }
}

async function create(): Promise<string> {
  const { privateKey } = createSigningKeyPair();
  await mkdir(dirname(keyFile()), { recursive: true, mode: 0o700 });
  await writeFile(keyFile(), privateKey, { mode: 0o600, flag: 'wx' });
  return show();
}

async function show(): Promise<string> {
  const publicKey = createPublicKey(await readFile(keyFile(), 'utf8')).export({ type: 'spki', format: 'pem' });
  return `--parameters ${formatSigningParameter(options.name)}=${toSigningParameterValue(String(publicKey))}`;
}

async function install(): Promise<string> {
  if (!options.outputs) throw new Error('--outputs is needed: the file that `cdk deploy --outputs-file` wrote');
  const outputs = parseOutputs(await readFile(options.outputs, 'utf8'), formatStackName(options.stage));
  const keyPairIds: unknown = JSON.parse(readOutput(outputs, 'KeyPairIds'));
  const secret = composeEdgeSecret({
    jwks: await fetchJwks(readOutput(outputs, 'Issuer'), outputs.JwksUri),
    keyPairId: readOutput(keyPairIds, options.name),
    privateKey: await readFile(keyFile(), 'utf8'),
    ...(options['hmac-file'] ? { hmacSecrets: await readLines(options['hmac-file']) } : {}),
  });
  const secretId = readOutput(outputs, 'SecretId');
  const summary = `${secretId}: ${secret.jwks.keys.length} keys of the issuer, signing key ${secret.cloudfront.key_pair_id}`;
  if (options['dry-run']) return `would put into ${summary}`;
  const client = new SecretsManagerClient({ region: REGION });
  await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(secret) }));
  return `put into ${summary}; the edge takes it up within five minutes`;
}

function keyFile(): string {
  if (!DEPLOYMENT_NAMES.some((name) => name === options.stage)) {
    throw new Error(`--stage: one of ${DEPLOYMENT_NAMES.join(', ')}`);
  }
  if (!/^[A-Za-z0-9]{1,16}$/.test(options.name)) throw new Error('--name: 1 to 16 letters and digits');
  return join(homedir(), '.edgeshot/keys', `${options.stage}-${options.name}.pem`);
}

async function fetchJwks(issuer: string, jwksUri: unknown): Promise<unknown> {
  if (typeof jwksUri === 'string' && jwksUri !== '') return fetchJson(jwksUri);
  const discovery = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  return fetchJson(readOutput(discovery, 'jwks_uri'));
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

async function readLines(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
}

function parseOutputs(text: string, stack: string): Record<string, unknown> {
  const outputs: unknown = JSON.parse(text);
  const found = isRecord(outputs) ? outputs[stack] : undefined;
  if (!isRecord(found)) throw new Error(`${options.outputs} has no outputs of the stack ${stack}`);
  return found;
}

function readOutput(outputs: unknown, name: string): string {
  const value = isRecord(outputs) ? outputs[name] : undefined;
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is missing`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
