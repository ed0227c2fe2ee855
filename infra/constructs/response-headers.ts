/** The headers that CloudFront puts on every response, by what it is: pages, the edge's own pages, data, images, documents. */
import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { OBJECT_METADATA } from '../../origin/records.ts';
import {
  FORM_CONTENT_SECURITY_POLICY,
  formatContentSecurityPolicy,
  INERT_CONTENT_SECURITY_POLICY,
  type PolicyInputs,
} from '../config/content-security-policy.ts';

/**
 * What S3 would tell along with an original: who took it, and where. The place is for those who may see it in the album,
 * and an image's link goes to customers too. At most ten (CloudFront's quota).
 */
export const HIDDEN_HEADERS: readonly string[] = [
  ...Object.values(OBJECT_METADATA).map((name) => `x-amz-meta-${name}`),
  'x-amz-version-id',
  'x-amz-server-side-encryption',
];

/** Two years, as the preload list asks. */
const HSTS_DAYS = 730;

export interface ResponseHeadersProps {
  readonly deployment: string;
  readonly pages: PolicyInputs;
}

export class ResponseHeaders extends Construct {
  readonly pages: ResponseHeadersPolicy;
  readonly forms: ResponseHeadersPolicy;
  readonly data: ResponseHeadersPolicy;
  readonly images: ResponseHeadersPolicy;
  readonly documents: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { deployment, pages }: ResponseHeadersProps) {
    super(scope, id);
    const name = (kind: string) => `edgeshot-${deployment}-${kind}`;
    this.pages = new ResponseHeadersPolicy(this, 'Pages', {
      responseHeadersPolicyName: name('pages'),
      securityHeadersBehavior: toSecurityHeaders(formatContentSecurityPolicy(pages)),
      customHeadersBehavior: toCustomHeaders({
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
      }),
    });
    const sameOrigin = toCustomHeaders({ 'Cross-Origin-Resource-Policy': 'same-origin' });
    this.forms = new ResponseHeadersPolicy(this, 'Forms', {
      responseHeadersPolicyName: name('forms'),
      securityHeadersBehavior: toSecurityHeaders(FORM_CONTENT_SECURITY_POLICY),
      customHeadersBehavior: sameOrigin,
    });
    const inert = {
      securityHeadersBehavior: toSecurityHeaders(INERT_CONTENT_SECURITY_POLICY),
      customHeadersBehavior: sameOrigin,
    };
    this.data = new ResponseHeadersPolicy(this, 'Data', { ...inert, responseHeadersPolicyName: name('data') });
    // Whatever the object says: an image is shown, a PDF handed over as a file, and neither has a name of somebody's choice.
    const stored = (kind: 'images' | 'documents', disposition: 'inline' | 'attachment') => ({
      ...inert,
      responseHeadersPolicyName: name(kind),
      customHeadersBehavior: toCustomHeaders({
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Content-Disposition': disposition,
      }),
      removeHeaders: [...HIDDEN_HEADERS],
    });
    this.images = new ResponseHeadersPolicy(this, 'Images', stored('images', 'inline'));
    this.documents = new ResponseHeadersPolicy(this, 'Documents', stored('documents', 'attachment'));
  }
}

function toSecurityHeaders(contentSecurityPolicy: string): ResponseSecurityHeadersBehavior {
  return {
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
    strictTransportSecurity: {
      accessControlMaxAge: Duration.days(HSTS_DAYS),
      includeSubdomains: true,
      override: true,
    },
  };
}

function toCustomHeaders(headers: Readonly<Record<string, string>>) {
  return {
    customHeaders: Object.entries(headers).map(([header, value]) => ({ header, value, override: true })),
  };
}
