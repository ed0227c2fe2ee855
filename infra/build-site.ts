/**
 * Builds the dashboard. `outdir`/assets/ gets the files that carry a hash of their content in their names (served as
 * immutable), `outdir` itself all others (asked for anew each time). `config.json` is not made here: each stage puts its own.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const MAIN = fileURLToPath(new URL('../site/main.ts', import.meta.url));

export async function buildSite({ outdir }: { readonly outdir: string }): Promise<void> {
  await mkdir(join(outdir, 'assets'), { recursive: true });
  const script = existsSync(MAIN) ? await bundleMain(join(outdir, 'assets')) : '';
  const tag = script && `<script type="module" src="/assets/${script}"></script>`;
  await writeFile(join(outdir, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Edgeshot</title>${tag}\n`);
}

async function bundleMain(outdir: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [MAIN],
    outdir,
    entryNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  });
  const script = outputFiles[0];
  if (!script) return '';
  await writeFile(script.path, script.contents);
  return basename(script.path);
}
