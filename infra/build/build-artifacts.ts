/** Builds everything that is deployed and holds it to its budgets in bytes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { buildPaymentFunctions, type PaymentArtifacts } from './build-payment-functions.ts';
import { buildSite } from './build-site.ts';
import { bundleEdgeFunction, bundleOriginFunction, bundlePlainFunction, bundleViewerFunction } from './bundle.ts';

export const EDGE_FUNCTIONS = ['upload-url', 'photos', 'jobs', 'links'] as const;
export type EdgeFunctionName = (typeof EDGE_FUNCTIONS)[number];
export const VIEWER_FUNCTIONS = ['gate', 'link', 'form', 'pages', 'upload', 'image'] as const;
export type ViewerFunctionName = (typeof VIEWER_FUNCTIONS)[number];
/** CloudFront takes at most 10 KB of a function (quota "Maximum function size"). */
export const MAX_VIEWER_BYTES = 10 * 1024;
/** Ours: the bytes of a cold start. */
export const MAX_EDGE_ZIP_BYTES = 200 * 1024;

export interface Artifacts {
  /** Folders with an index.js that exports `handler`. */
  readonly edge: Readonly<Record<EdgeFunctionName, string>>;
  readonly formResponse: string;
  readonly developPhoto: string;
  readonly recordDeadLetters: string;
  readonly reconcile: string;
  readonly enforceRetention: string;
  readonly nameTokens: string;
  /** Null: this deployment takes no payments. */
  readonly payments: PaymentArtifacts | null;
  /** The code itself: it stands in the template. */
  readonly viewer: Readonly<Record<ViewerFunctionName, string>>;
  /** Folder of the site: `assets/` holds what has its hash in its name. */
  readonly site: string;
  readonly sizes: readonly ArtifactSize[];
}

export interface ArtifactSize {
  readonly name: string;
  readonly bytes: number;
  /** As CloudFront or Lambda counts it against `maxBytes`; absent where there is no budget. */
  readonly countedBytes?: number;
  readonly maxBytes?: number;
}

export interface BuildArtifactsOptions {
  readonly outdir: string;
  /** Whose native libraries are packed: 'linux-x64' is Lambda. */
  readonly platform?: string;
  /** Whether what takes payments is built as well. */
  readonly withPayments?: boolean;
}

/**
 * Builds into `outdir`.
 * @throws {Error} when a source does not compile or an artifact is over its budget.
 */
export async function buildArtifacts(options: BuildArtifactsOptions): Promise<Artifacts> {
  const { outdir, platform = 'linux-x64', withPayments = false } = options;
  const directories = {
    'upload-url': join(outdir, 'edge/upload-url'),
    photos: join(outdir, 'edge/photos'),
    jobs: join(outdir, 'edge/jobs'),
    links: join(outdir, 'edge/links'),
  };
  const developPhoto = join(outdir, 'origin/develop-photo');
  const site = join(outdir, 'site');
  const constants = { HAS_BOOKINGS: withPayments };
  const [edgeModules, viewerScripts, originModule, plain, payments] = await Promise.all([
    Promise.all(EDGE_FUNCTIONS.map((name) => bundleEdgeFunction(source(`edge/${name}.ts`), directories[name]))),
    Promise.all(VIEWER_FUNCTIONS.map((name) => bundleViewerFunction(source(`edge/functions/${name}.ts`), constants))),
    bundleOriginFunction(
      {
        entry: source('origin/develop-photo.ts'),
        heicWorker: source('origin/adapters/heic-worker.ts'),
        pdfWorker: source('origin/adapters/pdf-worker.ts'),
        platform,
      },
      developPhoto,
    ),
    buildPlainFunctions(outdir),
    withPayments ? buildPaymentFunctions(outdir, platform) : null,
    buildSite({ outdir: site, withBookings: withPayments }),
  ]);
  const [gate = '', link = '', form = '', pages = '', upload = '', image = ''] = viewerScripts;
  const viewer = { gate, link, form, pages, upload, image };
  await writeViewerFunctions(join(outdir, 'edge/functions'), viewer);
  const sizes = [
    ...EDGE_FUNCTIONS.map((name, index) => measureEdge(name, edgeModules[index])),
    ...VIEWER_FUNCTIONS.map((name) => measureViewer(name, viewer[name])),
    { name: 'origin/develop-photo', bytes: originModule.byteLength },
    ...plain.sizes,
    ...(payments?.sizes ?? []),
  ];
  checkBudgets(sizes);
  return { edge: directories, developPhoto, ...plain.directories, payments, viewer, site, sizes };
}

/** @throws {Error} when an artifact is over its budget; names each that is. */
export function checkBudgets(sizes: readonly ArtifactSize[]): void {
  const over = sizes.filter(
    ({ bytes, countedBytes = bytes, maxBytes }) => maxBytes !== undefined && countedBytes > maxBytes,
  );
  if (over.length === 0) return;
  const list = over.map(
    ({ name, bytes, countedBytes = bytes, maxBytes }) => `${name} has ${countedBytes} of ${maxBytes} bytes`,
  );
  throw new Error(`over budget: ${list.join('; ')}`);
}

/** The functions that need nothing beside their bundle. */
async function buildPlainFunctions(outdir: string) {
  const directories = {
    formResponse: join(outdir, 'edge/form-response'),
    recordDeadLetters: join(outdir, 'origin/record-dead-letters'),
    reconcile: join(outdir, 'origin/reconcile'),
    enforceRetention: join(outdir, 'origin/enforce-retention'),
    nameTokens: join(outdir, 'origin/name-tokens'),
  };
  const sizes = await Promise.all(
    Object.values(directories).map(async (directory): Promise<ArtifactSize> => {
      const name = relative(outdir, directory);
      const { byteLength: bytes } = await bundlePlainFunction(source(`${name}.ts`), directory);
      return { name, bytes };
    }),
  );
  return { directories, sizes };
}

function measureEdge(name: string, module: Uint8Array = new Uint8Array()): ArtifactSize {
  const countedBytes = deflateRawSync(module, { level: 9 }).byteLength;
  return { name: `edge/${name}`, bytes: module.byteLength, countedBytes, maxBytes: MAX_EDGE_ZIP_BYTES };
}

function measureViewer(name: string, script: string): ArtifactSize {
  return { name: `edge/functions/${name}`, bytes: Buffer.byteLength(script), maxBytes: MAX_VIEWER_BYTES };
}

/** The deployment takes the code from the template; the files are for reading and for tests in the engine itself. */
async function writeViewerFunctions(directory: string, scripts: Artifacts['viewer']): Promise<void> {
  await mkdir(directory, { recursive: true });
  await Promise.all(VIEWER_FUNCTIONS.map((name) => writeFile(join(directory, `${name}.js`), scripts[name])));
}

function source(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
