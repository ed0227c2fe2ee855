/** The template's functions, as the local Lambda runs them: with the keys of their own role, and nothing of this process's. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CredentialStore, type IamPrincipal, issueTemporaryCredential } from '../iam/credentials.ts';
import type { LambdaFunctionSpec } from '../lambda/lambda-function.ts';
import type { FileAsset } from '../template/cloud-assembly.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readNumber, readObject, readText, wrong } from './read-property.ts';

export interface FunctionsOptions {
  readonly assets: readonly FileAsset[];
  readonly principals: ReadonlyMap<string, IamPrincipal>;
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Folder for the code that stands in the template itself; made where it is missing. */
  readonly inlineCodeDir: string;
  /** `AWS_ENDPOINT_URL_…` of the local services. */
  readonly endpoints: Readonly<Record<string, string>>;
}

export interface FunctionSpecs {
  readonly run: readonly LambdaFunctionSpec[];
  /** Logical ids of functions that only serve custom resources, which the local run executes itself. */
  readonly leftOut: readonly string[];
}

/** @throws {TemplateError} when a function asks for what the local Lambda does not do. */
export function toFunctionSpecs(resources: readonly ResolvedResource[], options: FunctionsOptions): FunctionSpecs {
  const providers = new Set(resources.map(({ properties }) => properties.ServiceToken));
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const isProvider = ({ attributes }: ResolvedResource) => providers.has(attributes.Arn);
  return {
    run: functions.filter((each) => !isProvider(each)).map((each) => toSpec(each, options)),
    leftOut: functions.filter(isProvider).map(({ logicalId }) => logicalId),
  };
}

/** Name of the function that an ARN (of it or of a version) or a name means. */
export function parseFunctionName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
}

function toSpec(resource: ResolvedResource, options: FunctionsOptions): LambdaFunctionSpec {
  const runtime = readText(resource, 'Runtime');
  if (!runtime.startsWith('nodejs')) throw wrong(resource, 'Runtime', `is ${runtime}, which the local run cannot run`);
  if (resource.properties.Layers !== undefined) throw wrong(resource, 'Layers', 'are not known to the local run');
  return {
    name: resource.ref,
    codeDir: findCode(resource, options),
    handler: readText(resource, 'Handler'),
    memoryMiB: readNumber(resource, 'MemorySize', 128),
    timeoutSeconds: readNumber(resource, 'Timeout', 3),
    environment: { ...readVariables(resource), ...options.endpoints, ...issueKeys(resource, options) },
  };
}

function findCode(resource: ResolvedResource, { assets, inlineCodeDir }: FunctionsOptions): string {
  const { S3Key, ZipFile } = readObject(resource, 'Code');
  if (typeof ZipFile === 'string') return writeInlineCode(join(inlineCodeDir, resource.ref), ZipFile);
  const asset = assets.find(({ objectKey }) => objectKey === S3Key);
  if (!asset || !statSync(asset.path).isDirectory()) throw wrong(resource, 'Code', 'is no folder of the assembly');
  return asset.path;
}

/** As CloudFormation does: into a file named `index`. */
function writeInlineCode(folder: string, code: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), code);
  return folder;
}

function readVariables(resource: ResolvedResource): Record<string, string> {
  const { Variables } = readObject(resource, 'Environment');
  const variables = typeof Variables === 'object' && Variables !== null ? Object.entries(Variables) : [];
  return Object.fromEntries(variables.map(([name, value]) => [name, String(value)]));
}

function issueKeys(
  resource: ResolvedResource,
  { principals, credentials, region }: FunctionsOptions,
): Record<string, string> {
  const principal = principals.get(readText(resource, 'Role'));
  if (!principal) throw wrong(resource, 'Role', 'is no role of the template');
  const credential = issueTemporaryCredential(principal);
  credentials.add(credential);
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credential.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credential.secretAccessKey,
    AWS_SESSION_TOKEN: credential.sessionToken ?? '',
  };
}
