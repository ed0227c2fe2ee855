/** The pages' Content-Security-Policy (CSP level 3): what of the outside world the dashboard may touch. */

export interface PolicyInputs {
  /** Origins that the sign-in talks to. May hold CloudFormation tokens. */
  readonly issuerOrigins: readonly string[];
  /** The uploads bucket's own origin; only where a photo is sent there directly. */
  readonly bucketOrigin?: string;
  /** Where images come from beside the page's own origin. */
  readonly imageOrigins?: readonly string[];
}

export function formatContentSecurityPolicy({ issuerOrigins, bucketOrigin, imageOrigins = [] }: PolicyInputs): string {
  const bucket = bucketOrigin === undefined ? [] : [bucketOrigin];
  const directives: readonly (readonly string[])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'"],
    ['font-src', "'self'"],
    ['img-src', "'self'", 'blob:', 'data:', ...imageOrigins],
    ['connect-src', "'self'", ...issuerOrigins, ...bucket],
    ['worker-src', "'self'"],
    ['manifest-src', "'self'"],
    ['form-action', "'self'", ...bucket],
    ['frame-ancestors', "'none'"],
    ['base-uri', "'none'"],
  ];
  return directives.map((directive) => directive.join(' ')).join('; ');
}

/** For the edge's own pages, which have a form to fill in and nothing else. `form-action` binds where S3 leads on to as well. */
export const FORM_CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** For responses that are no pages: if one is opened as a document, it can do nothing. */
export const INERT_CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";
