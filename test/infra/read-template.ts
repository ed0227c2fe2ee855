/** Synthesizes a deployment around artifacts that hold next to nothing, and reads what of the template the tests look at. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { createApp } from '../../infra/app.ts';
import { type Artifacts, EDGE_FUNCTIONS } from '../../infra/build/build-artifacts.ts';
import type { Context } from '../../infra/config/context-keys.ts';
import { parseDeployment } from '../../infra/config/parse-deployment.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** As JSON, by the deployment's settings: the files of a worker ask for the same few again and again. */
const templates = new Map<string, string>();

export function readTemplate(context: Context): SynthesizedTemplate {
  const name = JSON.stringify(context);
  const text = templates.get(name) ?? JSON.stringify(writeAssembly(context).template);
  templates.set(name, text);
  return JSON.parse(text);
}

/** The same as a cloud assembly in a folder of its own. */
export function writeAssembly(context: Context): { directory: string; template: SynthesizedTemplate } {
  const { app, directory, stackName } = createTestApp(context);
  return { directory, template: app.synth().getStackByName(stackName).template };
}

/** The app before it is synthesized. */
export function createTestApp(context: Context): { app: App; directory: string; stackName: string } {
  const directory = mkdtempSync(join(tmpdir(), 'edgeshot-template-'));
  const config = parseDeployment(context);
  const flags = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context;
  const artifacts = writeArtifacts(join(directory, 'bundles'));
  const app = createApp({ config, artifacts, outdir: directory, context: flags });
  return { app, directory, stackName: `Edgeshot-${config.deployment}` };
}

/** The resources of a type, by logical id. */
export function listResources(template: SynthesizedTemplate, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/**
 * The one resource of a type whose logical id begins with `prefix`.
 * @throws {Error} when there is none, or more than one.
 */
export function findResource(template: SynthesizedTemplate, type: string, prefix = ''): readonly [string, Resource] {
  const found = listResources(template, type).filter(([id]) => id.startsWith(prefix));
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} of ${type} begin with ${prefix}`);
  return only;
}

export interface Statement {
  readonly Effect: string;
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Every statement that allows or denies anything, with the logical id of what it stands in. */
export function listPolicyStatements(template: SynthesizedTemplate): readonly (readonly [string, Statement])[] {
  return Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
    findDocuments(Properties).flatMap((document) => document.map((statement) => [id, statement] as const)),
  );
}

/** Trust policies are left out: they have principals and no resources. */
function findDocuments(value: unknown): readonly (readonly Statement[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'AssumeRolePolicyDocument') return [];
    return name === 'PolicyDocument' ? [inner.Statement as Statement[]] : findDocuments(inner);
  });
}

export function toList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** Writes a resource of a statement as text: references as their names. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toText).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  if ('Fn::Join' in value) {
    const [separator, parts]: [string, unknown[]] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(toText).join(separator);
  }
  return Object.values(value).map(toText).join(' ');
}

function writeArtifacts(directory: string): Artifacts {
  const write = (name: string, file: string) => {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, file), `// ${name}`);
    return join(directory, name);
  };
  const [uploadUrl = '', photos = '', jobs = '', links = ''] = EDGE_FUNCTIONS.map((name) => write(name, 'index.js'));
  const script = 'function handler(event){return event.request}';
  write('site/assets', 'main-abc.js');
  return {
    edge: { 'upload-url': uploadUrl, photos, jobs, links },
    formResponse: write('form-response', 'index.js'),
    developPhoto: write('develop-photo', 'index.js'),
    recordDeadLetters: write('record-dead-letters', 'index.js'),
    reconcile: write('reconcile', 'index.js'),
    enforceRetention: write('enforce-retention', 'index.js'),
    nameTokens: write('name-tokens', 'index.js'),
    payments: {
      booking: write('booking', 'index.js'),
      reconcileBookings: write('reconcile-bookings', 'index.js'),
      draftEvidence: write('draft-evidence', 'index.js'),
      sizes: [],
    },
    viewer: { gate: script, link: script, form: script, pages: script, upload: script, image: script },
    site: write('site', 'index.html'),
    sizes: [],
  };
}
