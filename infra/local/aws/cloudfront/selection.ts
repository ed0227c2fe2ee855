/** Which of a request's named values (cookies, query strings) a policy takes: none, all, only some, all but some. */
import type { PropertyReader } from './read-properties.ts';

export interface Selection {
  readonly mode: 'none' | 'all' | 'only' | 'except';
  readonly names: ReadonlySet<string>;
}

export const SELECT_NONE: Selection = { mode: 'none', names: new Set() };
export const SELECT_ALL: Selection = { mode: 'all', names: new Set() };

const MODES = { none: 'none', all: 'all', whitelist: 'only', allExcept: 'except' } as const;

export function parseSelection(reader: PropertyReader, behaviourName: string, listName: string): Selection {
  const mode = MODES[reader.oneOf(behaviourName, ['none', 'all', 'whitelist', 'allExcept'])];
  const names = new Set(reader.texts(listName));
  reader.finish();
  return { mode, names };
}

export function selects({ mode, names }: Selection, name: string): boolean {
  if (mode === 'only') return names.has(name);
  return mode === 'except' ? !names.has(name) : mode === 'all';
}

/** Keeps the pairs of a raw query string that any of the selections takes, in their order and spelling. */
export function selectQuery(query: string, selections: readonly Selection[]): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && selections.some((selection) => selects(selection, pair.split('=', 1)[0] ?? '')))
    .join('&');
}

/** Keeps the cookies of a `Cookie` header that any of the selections takes; null when none is left. */
export function selectCookies(header: string | null, selections: readonly Selection[]): string | null {
  const kept = (header ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')
    .filter((cookie) => selections.some((selection) => selects(selection, cookie.split('=', 1)[0] ?? '')));
  return kept.length > 0 ? kept.join('; ') : null;
}
