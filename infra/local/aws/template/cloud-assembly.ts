/**
 * Reads what `cdk synth` wrote: manifest.json, each stack's template, and its file assets.
 * (Cloud assembly schema: github.com/aws/aws-cdk-cli, packages/@aws-cdk/cloud-assembly-schema.)
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../is-record.ts';
import { type CloudFormationTemplate, parseTemplate } from './template.ts';
import { TemplateError } from './template-error.ts';

export interface CloudAssembly {
  /** A stack comes after those that it depends on. */
  readonly stacks: readonly AssemblyStack[];
  readonly assets: readonly FileAsset[];
}

export interface AssemblyStack {
  readonly name: string;
  /** Null for a stack that may be deployed to any region. */
  readonly region: string | null;
  readonly template: CloudFormationTemplate;
}

export interface FileAsset {
  /** Absolute path of the directory or file. */
  readonly path: string;
  /** `zip`: `path` is a directory that would be zipped; `file`: it is uploaded as it is. */
  readonly packaging: 'zip' | 'file';
  readonly objectKey: string;
}

/** What CDK writes for a stack whose region is left open. */
const UNKNOWN_REGION = 'unknown-region';

/**
 * Loads the assembly in `directory` (usually `cdk.out`).
 * @throws {TemplateError} when it holds what is not known here.
 * @throws {NodeJS.ErrnoException} when a file is missing.
 */
export async function loadCloudAssembly(directory: string): Promise<CloudAssembly> {
  const manifest = await readJson(join(directory, 'manifest.json'));
  const artifacts = isRecord(manifest.artifacts) ? manifest.artifacts : {};
  const stackIds = orderStacks(artifacts);
  const stacks = await Promise.all(stackIds.map((id) => loadStack(directory, id, artifacts[id])));
  const assetFiles = Object.values(artifacts).filter(
    (artifact) => isRecord(artifact) && artifact.type === 'cdk:asset-manifest',
  );
  const assets = await Promise.all(assetFiles.map((artifact) => loadAssets(directory, artifact)));
  return { stacks, assets: assets.flat() };
}

function orderStacks(artifacts: Readonly<Record<string, unknown>>): readonly string[] {
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (ordered.has(id) || !isStack(artifact)) return;
    for (const needed of Array.isArray(artifact.dependencies) ? artifact.dependencies : []) visit(String(needed));
    ordered.add(id);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return [...ordered];
}

function isStack(artifact: unknown): artifact is Record<string, unknown> {
  return isRecord(artifact) && artifact.type === 'aws:cloudformation:stack';
}

async function loadStack(directory: string, id: string, artifact: unknown): Promise<AssemblyStack> {
  if (!isStack(artifact) || !isRecord(artifact.properties)) {
    throw new TemplateError(id, 'is not a stack of the assembly');
  }
  const { templateFile, stackName } = artifact.properties;
  const region = /^aws:\/\/[^/]+\/(.+)$/.exec(String(artifact.environment))?.[1] ?? UNKNOWN_REGION;
  const template = parseTemplate(await readJson(join(directory, String(templateFile))));
  return {
    name: typeof stackName === 'string' ? stackName : id,
    region: region === UNKNOWN_REGION ? null : region,
    template,
  };
}

async function loadAssets(directory: string, artifact: unknown): Promise<readonly FileAsset[]> {
  const file = isRecord(artifact) && isRecord(artifact.properties) ? artifact.properties.file : undefined;
  const { files, dockerImages } = await readJson(join(directory, String(file)));
  if (isRecord(dockerImages) && Object.keys(dockerImages).length > 0) {
    throw new TemplateError(String(file), 'holds container images, which the local run does not know');
  }
  return Object.entries(isRecord(files) ? files : {}).flatMap(([hash, entry]) => toAssets(directory, hash, entry));
}

function toAssets(directory: string, hash: string, entry: unknown): readonly FileAsset[] {
  if (!isRecord(entry) || !isRecord(entry.source) || !isRecord(entry.destinations)) {
    throw new TemplateError(hash, 'is not a file asset');
  }
  const { path, packaging } = entry.source;
  if (packaging !== 'zip' && packaging !== 'file') {
    throw new TemplateError(hash, `is packed as ${packaging}, which the local run does not know`);
  }
  return Object.values(entry.destinations).map((destination) => {
    const objectKey = isRecord(destination) ? String(destination.objectKey) : '';
    return { path: join(directory, String(path)), packaging, objectKey };
  });
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isRecord(value)) throw new TemplateError(path, 'is not a JSON object');
  return value;
}
