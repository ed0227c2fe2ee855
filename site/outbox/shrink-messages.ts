/** What page and shrink worker tell each other. */
import type { Shrunk } from './ports.ts';

export interface ShrinkTask {
  readonly original: ArrayBuffer;
  /** The copies are made later. */
  readonly isLookOnly: boolean;
}

/** `unsupported`: this browser cannot do it off the page; `undecodable`: it can, but not this picture. */
export type ShrinkResult = { readonly shrunk: Shrunk } | { readonly failed: 'unsupported' | 'undecodable' };

/** The first look comes before the result. */
export type ShrinkMessage = ShrinkResult | { readonly look: ArrayBuffer | null };
