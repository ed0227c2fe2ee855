/** All that an S3 must do for this project, case by case; runs against any endpoint. */
import { POST_ACCEPT_CASES } from './post-accept-cases.ts';
import { POST_REFUSE_CASES } from './post-refuse-cases.ts';
import type { ContractCase } from './target.ts';

export const CONTRACT: readonly ContractCase[] = [...POST_ACCEPT_CASES, ...POST_REFUSE_CASES];
