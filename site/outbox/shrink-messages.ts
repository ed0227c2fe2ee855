/** What page and shrink worker tell each other. */
import type { Shrunk } from './ports.ts';

export interface ShrinkTask {
  readonly original: ArrayBuffer;
  /** `all`: first the look, then the copies. */
  readonly wanted: 'look' | 'copies' | 'all';
}

/** `unsupported`: this browser cannot do it off the page; `undecodable`: it can, but not this picture. */
export type ShrinkResult = { readonly shrunk: Shrunk } | { readonly failed: 'unsupported' | 'undecodable' };

/** The first look comes before the result. */
export type ShrinkMessage = ShrinkResult | LookMessage;

export interface LookMessage {
  readonly look: ArrayBuffer | null;
  /** No picture was decoded at its full size: the worker holds next to nothing, and can draw the next. */
  readonly isLight?: boolean;
}
