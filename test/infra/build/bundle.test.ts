import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Artifacts,
  checkBudgets,
  EDGE_FUNCTIONS,
  MAX_EDGE_ZIP_BYTES,
  MAX_VIEWER_BYTES,
} from '../../../infra/build/build-artifacts.ts';
import { bundleViewerFunction } from '../../../infra/build/bundle.ts';
import { takeBuild } from '../../../infra/build/kept-build.ts';

const directory = mkdtempSync(join(tmpdir(), 'edgeshot-bundle-'));
const write = (name: string, source: string) => {
  const path = join(directory, name);
  writeFileSync(path, source);
  return path;
};

describe('bundleViewerFunction', () => {
  it('leaves one script with a top-level handler', async () => {
    const script = await bundleViewerFunction(
      write(
        'good.ts',
        'const limit: number = 2;\nexport function handler(event: { n: number }) { return event.n > limit; }',
      ),
    );
    expect(runInNewContext(`${script};handler({ n: 3 })`)).toBe(true);
    expect(script).not.toMatch(/\bexport\b/);
  });

  it('keeps an async handler and the import of the platform’s module', async () => {
    const script = await bundleViewerFunction(
      write(
        'kvs.ts',
        "import cf from 'cloudfront';\nexport async function handler(event: unknown) { return cf.kvs().get('k'); }",
      ),
    );
    expect(script).toMatch(/^import cf from ?["']cloudfront["']/);
    expect(script).toContain('async function handler(');
  });

  it('lowers what the engine lacks and esbuild can lower', async () => {
    const script = await bundleViewerFunction(
      write('lower.ts', 'export function handler(event: { a?: { b: string } }) { return event.a?.b ?? "none"; }'),
    );
    expect(script).not.toMatch(/\?\.|\?\?/);
    expect(runInNewContext(`${script};handler({})`)).toBe('none');
  });

  it.each([
    ['a class', 'class A {} export function handler() { return new A(); }'],
    ['for-of', 'export function handler(e: string[]) { for (const x of e) return x; return null; }'],
    ['destructuring', 'export function handler(e: { a: string }) { const { a } = e; return a; }'],
    ['a generator', 'function* g() { yield 1; } export function handler() { return g(); }'],
  ])('refuses %s, which the engine lacks', async (name, source) => {
    await expect(bundleViewerFunction(write(`${name.replaceAll(' ', '-')}.ts`, source))).rejects.toThrow();
  });

  it.each([
    ['another name', 'export function main() { return 1; }'],
    ['two exports', 'export function handler() { return 1; } export const other = 2;'],
  ])('refuses %s', async (name, source) => {
    await expect(bundleViewerFunction(write(`${name.replaceAll(' ', '-')}.ts`, source))).rejects.toThrow('handler');
  });
});

describe('checkBudgets', () => {
  const size = (countedBytes: number, maxBytes: number) => [{ name: 'edge/x', bytes: 1, countedBytes, maxBytes }];

  it('takes 204,800 zipped bytes of a function at the edge and refuses one more', () => {
    expect(() => checkBudgets(size(MAX_EDGE_ZIP_BYTES, MAX_EDGE_ZIP_BYTES))).not.toThrow();
    expect(() => checkBudgets(size(204_801, MAX_EDGE_ZIP_BYTES))).toThrow('edge/x has 204801 of 204800');
  });

  it('takes 10,240 bytes of a CloudFront Function and refuses one more', () => {
    expect(() => checkBudgets(size(10_240, MAX_VIEWER_BYTES))).not.toThrow();
    expect(() => checkBudgets(size(10_241, MAX_VIEWER_BYTES))).toThrow('10241 of 10240');
  });
});

describe('buildArtifacts', () => {
  let artifacts: Artifacts;
  beforeAll(async () => {
    // Whoever is the first of the tests to want these sources built has them built.
    artifacts = await takeBuild({ outdir: join(directory, 'dist'), platform: 'linux-x64', withPayments: false });
  });

  it.each(EDGE_FUNCTIONS)('makes %s a CommonJS module that exports handler, on its own', (name) => {
    const code = 'process.stdout.write(typeof require(process.argv[1]).handler)';
    const env = { PATH: process.env.PATH ?? '' };
    expect(
      execFileSync(process.execPath, ['-e', code, artifacts.edge[name]], {
        env,
        encoding: 'utf8',
        timeout: 120_000,
        killSignal: 'SIGKILL',
      }),
    ).toBe('function');
    expect(readdirSync(artifacts.edge[name]).toSorted()).toEqual([
      'handler.cache',
      'handler.js',
      'index.js',
      'package.json',
    ]);
  });

  it('packs the pipeline so that it runs where nothing else is', () => {
    const env = {
      PATH: process.env.PATH ?? '',
      STAGE: 'dev',
      TABLE: 't',
      AUDIT_TABLE: 'a',
      UPLOADS_BUCKET: 'b',
      AWS_REGION: 'us-east-1',
    };
    const code =
      'require(process.argv[1]).handler({ Records: [{ messageId: \'m\', body: \'{"Event":"s3:TestEvent"}\' }] })' +
      '.then((response) => process.stdout.write(JSON.stringify(response)))';
    const output = execFileSync(process.execPath, ['-e', code, artifacts.developPhoto], {
      env,
      encoding: 'utf8',
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    expect(output).toContain('{"batchItemFailures":[]}');
    expect(readdirSync(artifacts.developPhoto)).toContain('heic-worker.js');
  });

  it('carries the native libraries of Lambda', () => {
    const packages = readdirSync(join(artifacts.developPhoto, 'node_modules/@img'));
    expect(packages).toEqual(expect.arrayContaining(['sharp-linux-x64', 'sharp-libvips-linux-x64']));
  });

  it('puts no source map and no path of this machine into what is deployed', () => {
    for (const name of EDGE_FUNCTIONS) {
      const module = readFileSync(join(artifacts.edge[name], 'handler.js'), 'utf8');
      expect(module).not.toContain('sourceMappingURL');
      expect(module).not.toContain(process.cwd());
    }
  });
});
