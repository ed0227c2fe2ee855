/** Reads the repository into memory: its modules parsed, and beside them every other text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseModule, type SourceModule } from './source-module.ts';

export interface SourceTree {
  readonly modules: readonly SourceModule[];
  /** All texts, the modules' own among them. */
  readonly texts: readonly SourceText[];
  /** Every file and folder there is, whatever its kind. */
  readonly paths: ReadonlySet<string>;
}

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

const WINGS = ['edge', 'origin', 'infra', 'site', 'test'];
const TEXT_NAME = /\.(ts|md|css|html|svg|json|py|webmanifest)$/;

/** Reads the wings, the documents and the files at the root; `root` ends without a slash. */
export function readTree(root: string): SourceTree {
  const inFolders = [...WINGS, 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  const atRoot = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const paths = [...WINGS, 'docs', ...inFolders, ...atRoot];
  const texts = paths
    .filter((path) => TEXT_NAME.test(path) && path !== 'package-lock.json')
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  return { ...toTree(texts), paths: new Set(paths) };
}

/** The tree of some texts, for a test that plants them. */
export function toTree(texts: readonly SourceText[]): SourceTree {
  const modules = texts
    .filter(({ path }) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map(({ path, text }) => parseModule(path, text));
  return { modules, texts, paths: new Set(texts.map(({ path }) => path)) };
}
