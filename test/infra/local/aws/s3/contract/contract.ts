/** All that an S3 must do for this project, case by case; runs against any endpoint. */
import { BUCKET_CASES } from './bucket-cases.ts';
import { CHUNKED_CASES } from './chunked-cases.ts';
import { COPY_CASES } from './copy-cases.ts';
import { LISTING_CASES } from './listing-cases.ts';
import { MULTIPART_CASES } from './multipart-cases.ts';
import { OBJECT_CASES } from './object-cases.ts';
import { POST_ACCEPT_CASES } from './post-accept-cases.ts';
import { POST_CONTENT_CASES } from './post-content-cases.ts';
import { POST_POLICY_CASES } from './post-policy-cases.ts';
import { POST_SIGNATURE_CASES } from './post-signature-cases.ts';
import { SIGNATURE_CASES } from './signature-cases.ts';
import type { ContractCase } from './target.ts';
import { VERSION_CASES } from './version-cases.ts';

export const CONTRACT: readonly ContractCase[] = [
  ...POST_ACCEPT_CASES,
  ...POST_SIGNATURE_CASES,
  ...POST_POLICY_CASES,
  ...POST_CONTENT_CASES,
  ...SIGNATURE_CASES,
  ...CHUNKED_CASES,
  ...OBJECT_CASES,
  ...VERSION_CASES,
  ...COPY_CASES,
  ...MULTIPART_CASES,
  ...LISTING_CASES,
  ...BUCKET_CASES,
];
