/**
 * Which of the site's sources go into one file where esbuild would make several. A file of its own costs a request and some hundred bytes,
 * and is compressed without what the others have said already.
 */
import { join } from 'node:path';
import type { PluginBuild } from 'esbuild';

/** What is opened, or asked for, later: whoever imports one of a list gets them all. By the name of their file. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'photo-parts': ['site/ui/photo-tools/photo-tools.ts', 'site/ui/notes/notes.ts', 'site/ui/drawing/drawing.ts'],
  'office-parts': [
    'site/ui/job-editor/editor.ts',
    'site/ui/take-out/take-out.ts',
    'site/ui/album-tools/album-tools.ts',
  ],
  issuer: ['site/session/sign-in.ts', 'site/session/renew-session.ts'],
};

/** How an edge refuses, and what little the dashboard shares with the page of a link. */
const REFUSALS = ['site/api/read-failure.ts', 'edge/problem-table.ts', 'origin/customer-link.ts'];
/** Of jobs and photos that came from elsewhere: the screens and the service worker need them. */
const FROM_ELSEWHERE = [
  'site/outbox/waiting-jobs.ts',
  'site/api/editor-api.ts',
  'site/offline/shared-photos.ts',
  'site/offline/seen-names.ts',
  'site/outbox/hand-over.ts',
];

/**
 * esbuild makes a chunk for each set of entries that share a source. An entry that also imports what it could do without, a few hundred
 * bytes that are on the phone anyway, makes two sets one.
 */
const LOADED_WITH: Readonly<Record<string, readonly string[]>> = {
  'site/ui/lazy.ts': [...REFUSALS, ...FROM_ELSEWHERE],
  'site/sender/page-sender.ts': [...REFUSALS, ...FROM_ELSEWHERE, 'site/sender/open-background.ts'],
  'site/service-worker.ts': [...REFUSALS, ...FROM_ELSEWHERE],
  'site/link/link-page.ts': REFUSALS,
  'site/api/read-failure.ts': REFUSALS,
  'site/outbox/hand-over.ts': FROM_ELSEWHERE,
  'site/session/sign-in.ts': REFUSALS,
};

/** The entries that need less than what every page, and the service worker, loads at once. */
const NEED_LEAST = new Set(['site/api/read-failure.ts', 'site/outbox/hand-over.ts']);

/** Of the source at `path` in the repository: the absolute paths of what is loaded with it. `always` is loaded by everybody. */
export function listLoadedWith(root: string, path: string, always: readonly string[]): readonly string[] {
  const others = (LOADED_WITH[path] ?? []).filter((other) => other !== path).map((other) => join(root, other));
  return NEED_LEAST.has(path) ? [...always, ...others] : others;
}

const NAMESPACE = 'parts';

/** Makes one file of each of the `PARTS`. `groundOf` an absolute path: what is loaded before it. */
export function putTogether(
  { onLoad, onResolve }: PluginBuild,
  { root, groundOf }: { readonly root: string; groundOf(source: string): string | undefined },
): void {
  const listSources = (name: string) => (PARTS[name] ?? []).map((source) => join(root, source));
  const names = new Map(
    Object.keys(PARTS).flatMap((name) => listSources(name).map((source) => [source, name] as const)),
  );
  onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
    const name = kind === 'dynamic-import' ? names.get(join(resolveDir, path)) : undefined;
    return name === undefined ? undefined : { path: name, namespace: NAMESPACE };
  });
  onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => {
    const sources = listSources(path);
    const grounds = new Set(sources.map(groundOf).filter((ground) => ground !== undefined));
    const imports = [...grounds].map((ground) => `import ${JSON.stringify(ground)};`);
    const exports = sources.map((source) => `export * from ${JSON.stringify(source)};`);
    return { contents: [...imports, ...exports].join('\n'), resolveDir: root };
  });
}
