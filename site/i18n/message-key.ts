/** Every key of a text; each language has all of them. */
import type { en } from './en.ts';
import type { enLazy } from './en-lazy.ts';

export type MessageKey = keyof typeof en | keyof typeof enLazy;
