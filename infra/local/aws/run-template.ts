/**
 * The door of this folder: runs the template of a synthesized CDK app on this machine. What a template asks for and is not
 * done here is an error that names the logical id. README.md says what is run, and how faithfully.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Account, loadAccount } from './account.ts';
import { checkFunctions } from './deployment/edge-function-rules.ts';
import type { NamedStore } from './deployment/key-value-stores.ts';
import { startDistributions } from './deployment/start-distributions.ts';
import { startFunctions } from './deployment/start-functions.ts';
import { startStores } from './deployment/start-stores.ts';
import { type Credential, createCredentialStore } from './iam/credentials.ts';
import type { KeyValueChange } from './keyvaluestore/key-value-store.ts';
import { listen } from './listen.ts';
import type { Endpoints } from './run-context.ts';
import { type ResolvedAssembly, resolveAssembly } from './template/resolve-assembly.ts';
import type { LeftOut } from './template/resolve-stack.ts';

export { createDiskRoom } from './disk-room.ts';

export interface RunTemplateOptions {
  /** Folder that `cdk synth` wrote: `cdk.out`. */
  readonly assembly: string;
  /** Folder of the run's own, where all state is kept; made where it is missing. One run at a time. */
  readonly dataDir: string;
  /** Name of the stack, where the assembly has several. */
  readonly stackName?: string;
  /** Of a stack that names no region; us-east-1 unless told. */
  readonly defaultRegion?: string;
  /** Values of the template's parameters; those with a default may be left out. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Gives the content of secrets by logical id, name or ARN, before anything runs. */
  readonly secrets?: (stack: StackFacts) => Readonly<Record<string, string>>;
  /** Resource types that the caller stands for itself, each with the reason: they are left out, and told of. */
  readonly leaveOut?: Readonly<Record<string, string>>;
  /** Where the domain names of custom origins are served, such as `{ 'api.example.com': 'http://127.0.0.1:3000' }`. */
  readonly origins?: Readonly<Record<string, string>>;
  /** Where to listen; what is left out takes a free port. */
  readonly ports?: Readonly<Partial<Record<keyof Endpoints, number>>> & {
    /** By logical id. */
    readonly distributions?: Readonly<Record<string, number>>;
  };
  /** The account to run in; one is made and kept in the data folder unless told. */
  readonly account?: Account;
  /** Takes each line that a function prints or that a service has to say; `source` names the speaker. */
  readonly log?: (source: string, line: string) => void;
}

/** What the stack is made of, once its names are known. */
export interface StackFacts {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly {
    readonly logicalId: string;
    readonly type: string;
    /** The physical id: what `Ref` gives. */
    readonly ref: string;
  }[];
}

export interface RunningTemplate extends StackFacts, AsyncDisposable {
  readonly region: string;
  readonly account: Account;
  readonly endpoints: Endpoints;
  readonly distributions: readonly RunningDistribution[];
  readonly keyValueStores: readonly RunningKeyValueStore[];
  /** Of the template, what is not run and why. */
  readonly leftOut: readonly LeftOut[];
  /** Ends everything; fulfils when the ports are free and the state is on the disk. */
  close(): Promise<void>;
}

export interface RunningDistribution {
  readonly logicalId: string;
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Drops what the cache holds, as an invalidation of `/*` does. */
  invalidate(): void;
}

export interface RunningKeyValueStore {
  readonly logicalId: string;
  readonly arn: string;
  entries(): ReadonlyMap<string, string>;
  /** Puts and deletes at once, whatever the present version is; fulfils when it is kept. */
  change(change: KeyValueChange): Promise<void>;
}

/**
 * Runs a template until it is closed. Whatever is thrown, nothing is left running.
 * @throws {TemplateError} when the template holds what is not known here: `place` is the logical id and property.
 * @throws {TypeError} when the data folder holds another program's files.
 * @throws {NodeJS.ErrnoException} when the data folder cannot be written, or a port is taken.
 */
export async function runTemplate(options: RunTemplateOptions): Promise<RunningTemplate> {
  await using opened = new AsyncDisposableStack();
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const account = options.account ?? (await loadAccount(join(options.dataDir, 'account.json')));
  const sqsPort = options.ports?.sqs || (await findFreePort());
  const assembly = await resolve(options, account, sqsPort);
  checkFunctions(assembly.resources, assembly.region);
  const { endpoints, distributions, keyValueStores } = await start(options, { assembly, account, sqsPort, opened });
  const owned = opened.move();
  const close = () => owned.disposeAsync();
  return {
    region: assembly.region,
    outputs: assembly.outputs,
    resources: assembly.resources,
    leftOut: assembly.leftOut,
    account,
    endpoints,
    distributions,
    keyValueStores,
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Resolved {
  readonly assembly: ResolvedAssembly;
  readonly account: Account;
  readonly sqsPort: number;
  readonly opened: AsyncDisposableStack;
}

async function start(options: RunTemplateOptions, { sqsPort, ...resolved }: Resolved) {
  const { dataDir, log = () => undefined, ports = {}, origins = {} } = options;
  const root = toRootCredential(resolved.account);
  const credentials = createCredentialStore();
  credentials.add(root);
  const context = { ...resolved, credentials, dataDir, log };
  const secrets = options.secrets?.(resolved.assembly) ?? {};
  const stores = await startStores({ ...context, root, secrets, ports: { ...ports, sqs: sqsPort } });
  const lambda = startFunctions(context, stores);
  const { endpoints } = stores;
  const byArn = new Map(stores.keyValueStores.map(({ store }) => [store.facts.arn, store]));
  const edge = { lambda, s3: endpoints.s3, origins, ports: ports.distributions ?? {}, keyValueStores: byArn };
  const started = await startDistributions({ ...context, ...edge });
  const distributions = started.map(({ logicalId, cloudfront }): RunningDistribution => {
    const { url, port, invalidate } = cloudfront;
    return { logicalId, url, port, invalidate };
  });
  const keyValueStores = stores.keyValueStores.map(toRunningStore);
  return { endpoints, distributions, keyValueStores };
}

function toRunningStore({ logicalId, store }: NamedStore): RunningKeyValueStore {
  return {
    logicalId,
    arn: store.facts.arn,
    entries: () => new Map(store.entries()),
    change: (change) => store.change(change, null),
  };
}

function resolve(options: RunTemplateOptions, account: Account, sqsPort: number): Promise<ResolvedAssembly> {
  const { assembly: directory, stackName, defaultRegion = 'us-east-1', parameters = {}, leaveOut = {} } = options;
  const naming = { accountId: account.id, salt: account.salt, sqsEndpoint: `http://127.0.0.1:${sqsPort}` };
  return resolveAssembly({ directory, stackName, defaultRegion, parameters, leaveOut, ...naming });
}

function toRootCredential({ id, root }: Account): Credential {
  return { ...root, principal: { kind: 'root', name: `arn:aws:iam::${id}:root`, policies: [] } };
}

/** The URL of a queue stands in the resolved template, so the port of SQS must be known before it listens. */
async function findFreePort(): Promise<number> {
  const { port, close } = await listen(createServer(), {});
  await close();
  return port;
}
