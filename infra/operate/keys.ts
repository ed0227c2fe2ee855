/** `npm run keys`: makes the key pair for image URLs, and fills the edge's secrets after a deployment. */

import { createPublicKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DEPLOYMENT_NAMES, REGION } from '../config/deployments.ts';
import {
  composeImageSecret,
  composeLinkSecret,
  composeTokenSecret,
  createLinkKey,
  createSigningKeyPair,
  toPublicLinkKey,
} from '../config/edge-secret.ts';
import { formatSigningParameter, toSigningParameterValue } from '../config/signing-parameter.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { createSecretStore, type SecretStore } from './secret-store.ts';
import { readTargetFile } from './target.ts';

const HELP = `Keys of a deployment.

Usage:
  npm run keys -- create  --stage dev [--name A]
      Makes a key pair and prints the parameter to deploy with. The private key goes to ~/.edgeshot/keys/ (mode 600),
      away from the repository and what cleans it. Refuses to replace a key that is there.
  npm run keys -- show    --stage dev [--name A]
      Prints that parameter again.
  npm run keys -- install --stage dev [--name A] --outputs outputs.json [--hmac-file FILE] [--dry-run]
      Puts the issuer's public keys and the private key into their secrets. outputs.json is what
      \`cdk deploy --outputs-file outputs.json\` wrote. --hmac-file holds one base64url secret a line (HS256 only).
      What was revoked stays so. Where customers' links have no key yet, they get one.
  npm run keys -- links   --stage dev --outputs outputs.json [--dry-run]
      Replaces the key that signs the tokens of customers' links. Tokens of the one before it hold for their hour; the links
      themselves are not touched. Once more, and the first key counts no more at all.
  npm run keys -- revoke  --stage dev --kid KID --outputs outputs.json [--dry-run]
      Throws a key of the issuer out: within five minutes no token of it counts, whatever the issuer publishes.
      Without --kid it lists those that are known. All of it: docs/stolen-key.md.

The name is one of the deployment's signing_keys (docs/deploy.md, "Replacing the signing key"). --dry-run changes nothing.`;

interface KeyOptions {
  readonly stage: string;
  readonly name: string;
  readonly kid?: string | undefined;
  readonly outputs?: string | undefined;
  readonly 'hmac-file'?: string | undefined;
  readonly 'dry-run': boolean;
}

const VERBS: Readonly<Record<string, (options: KeyOptions) => Promise<string>>> = {
  create,
  show,
  install,
  links,
  revoke,
};

await runCommand(
  {
    help: HELP,
    options: {
      stage: { type: 'string', default: 'dev' },
      name: { type: 'string', default: 'A' },
      kid: { type: 'string' },
      outputs: { type: 'string' },
      'hmac-file': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [verb = '', ...rest] }) => {
      const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
      if (!work || rest.length > 0) throw new CommandError('create, show, install, links or revoke: see --help');
      process.stdout.write(`${await work(values)}\n`);
      return { summary: '', isClean: true };
    },
  },
  process.argv.slice(2),
);

async function create(options: KeyOptions): Promise<string> {
  const file = keyFile(options);
  if (options['dry-run']) return `would make a key pair, its private half in ${file}`;
  const { privateKey } = createSigningKeyPair();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, privateKey, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new Error(`${file} is there already: nothing replaces a key. See show.`) : error;
  });
  return show(options);
}

async function show(options: KeyOptions): Promise<string> {
  const publicKey = createPublicKey(await readPrivateKey(options)).export({ type: 'spki', format: 'pem' });
  return `--parameters ${formatSigningParameter(options.name)}=${toSigningParameterValue(String(publicKey))}`;
}

async function readPrivateKey(options: KeyOptions): Promise<string> {
  const file = keyFile(options);
  return readFile(file, 'utf8').catch(() => {
    throw new CommandError(
      `${file}: no such key. \`npm run keys -- create\` makes it; on another computer, see docs/deploy.md.`,
    );
  });
}

async function install(options: KeyOptions): Promise<string> {
  const outputs = await readOutputs(options);
  const keyPairIds: unknown = JSON.parse(readOutput(outputs, 'KeyPairIds'));
  const tokenKeys = composeTokenSecret({
    jwks: await fetchJwks(readOutput(outputs, 'Issuer'), outputs.JwksUri),
    ...(options['hmac-file'] ? { hmacSecrets: await readLines(options['hmac-file']) } : {}),
  });
  const imageKey = composeImageSecret(readOutput(keyPairIds, options.name), await readPrivateKey(options));
  const [tokenId, imageId] = [readOutput(outputs, 'SecretId'), readOutput(outputs, 'ImageSecretId')];
  const summary = `${tokenId}: ${tokenKeys.jwks.keys.length} keys of the issuer, ${imageId}: signing key ${imageKey.cloudfront.key_pair_id}`;
  if (options['dry-run']) return `would put into ${summary}`;
  const store = createSecretStore(new SecretsManagerClient({ region: REGION }));
  const { revoked_kids, link_keys } = await store.readTokenSecret(tokenId);
  await store.put(tokenId, {
    ...tokenKeys,
    ...(revoked_kids === undefined ? {} : { revoked_kids }),
    ...(link_keys === undefined ? {} : { link_keys }),
  });
  await store.put(imageId, imageKey);
  if (link_keys === undefined) await replaceLinkKey(store, outputs);
  return `put into ${summary}; the edge takes it up within five minutes`;
}

async function links(options: KeyOptions): Promise<string> {
  const store = createSecretStore(new SecretsManagerClient({ region: REGION }));
  const outputs = await readOutputs(options);
  if (options['dry-run']) return `would put another key of links into ${readOutput(outputs, 'LinkSecretId')}`;
  const kid = await replaceLinkKey(store, outputs);
  return `links are signed for by ${kid} within five minutes; tokens of the key before it hold for their hour`;
}

/** The half that verifies goes first: what is signed by the other is then known everywhere. The key itself is kept nowhere else. */
async function replaceLinkKey(store: SecretStore, outputs: Record<string, unknown>): Promise<string> {
  const [tokenId, linkId] = [readOutput(outputs, 'SecretId'), readOutput(outputs, 'LinkSecretId')];
  const key = createLinkKey();
  const secret = await store.readTokenSecret(tokenId);
  const before = (secret.link_keys ?? []).slice(0, 1);
  await store.put(tokenId, { ...secret, link_keys: [toPublicLinkKey(key), ...before] });
  await store.put(linkId, composeLinkSecret(key));
  return key.kid;
}

async function revoke(options: KeyOptions): Promise<string> {
  const outputs = await readOutputs(options);
  const tokenId = readOutput(outputs, 'SecretId');
  const store = createSecretStore(new SecretsManagerClient({ region: REGION }));
  const secret = await store.readTokenSecret(tokenId);
  const kids = secret.jwks.keys.map(({ kid }) => String(kid));
  const { kid, stage } = options;
  if (!kid) return `--kid is needed. ${tokenId} knows: ${kids.join(', ') || 'none'}`;
  const unknown = kids.includes(kid) ? '' : ' It was not among the keys that the secret held.';
  if (options['dry-run']) return `would throw ${kid} out of ${tokenId}.${unknown}`;
  const revoked_kids = [...new Set([...(secret.revoked_kids ?? []), kid])];
  const keys = secret.jwks.keys.filter((key) => key.kid !== kid);
  await store.put(tokenId, { ...secret, jwks: { keys }, revoked_kids });
  return `${kid} counts no more in ${stage}: within five minutes everywhere, and for good.${unknown}`;
}

async function readOutputs({ outputs, stage }: KeyOptions): Promise<Record<string, unknown>> {
  if (outputs === undefined) {
    throw new CommandError('--outputs is needed: the file that `cdk deploy --outputs-file` wrote');
  }
  const { source, stack } = await readTargetFile({ data: '', outputs, stage });
  return source.section(stack ?? '');
}

function keyFile({ stage, name }: KeyOptions): string {
  if (!DEPLOYMENT_NAMES.some((each) => each === stage)) {
    throw new CommandError(`--stage: one of ${DEPLOYMENT_NAMES.join(', ')}`);
  }
  if (!/^[A-Za-z0-9]{1,16}$/.test(name)) throw new CommandError('--name: 1 to 16 letters and digits');
  return join(homedir(), '.edgeshot/keys', `${stage}-${name}.pem`);
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
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file}: no such file`);
  });
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function readOutput(outputs: unknown, name: string): string {
  const value = isRecord(outputs) ? outputs[name] : undefined;
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is missing`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
