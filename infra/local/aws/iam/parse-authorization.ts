/** Reads who claims to have signed a request, from its Authorization header or its query (SigV4); proves nothing. */
import type { QueryParameter, WireRequest } from './canonical-request.ts';

export interface CredentialScope {
  /** `yyyymmdd` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface SignatureClaim {
  readonly via: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** In the order in which they were named. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `yyyymmddThhmmssZ` */
  readonly timestamp: string;
  readonly sessionToken?: string;
  /** Only of a query claim. */
  readonly expiresInSeconds?: number;
}

export type ParsedAuthorization =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'claim'; readonly claim: SignatureClaim }
  | {
      readonly kind: 'fault';
      readonly fault: 'two-mechanisms' | 'unsupported-mechanism' | 'malformed';
      readonly via: 'header' | 'query';
      readonly detail: string;
    };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TIMESTAMP = /^\d{8}T\d{6}Z$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

export function findHeader(request: WireRequest, name: string): string | null {
  const found = request.headers.find((header) => header.name.toLowerCase() === name);
  return found?.value ?? null;
}

/** Splits `AKID/yyyymmdd/region/service/aws4_request`; null where it is not of that form. */
export function parseCredential(
  text: string,
): { readonly accessKeyId: string; readonly scope: CredentialScope } | null {
  const parts = text.split('/');
  const [date, region, service, terminal] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (
    accessKeyId === '' ||
    date === undefined ||
    !/^\d{8}$/.test(date) ||
    !region ||
    !service ||
    terminal !== 'aws4_request'
  ) {
    return null;
  }
  return { accessKeyId, scope: { date, region, service } };
}

/** Reads `yyyymmddThhmmssZ` to Unix milliseconds; null where it is not a real moment. */
export function parseTimestamp(text: string): number | null {
  if (!TIMESTAMP.test(text)) return null;
  const iso = text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) || new Date(atMs).toISOString() !== iso ? null : atMs;
}

function malformed(via: 'header' | 'query', detail: string): ParsedAuthorization {
  return { kind: 'fault', fault: 'malformed', via, detail };
}

function parseSignedHeaders(text: string | undefined): string[] | null {
  if (!text || text !== text.toLowerCase()) return null;
  const names = text.split(';');
  const isSorted = names.every((name, index) => {
    const before = names[index - 1];
    return name !== '' && (before === undefined || before < name);
  });
  return isSorted && names.includes('host') ? names : null;
}

type Proof = Pick<SignatureClaim, 'accessKeyId' | 'scope' | 'signedHeaders' | 'signature'>;

/** Reads the three values that both forms have; a message where one is not of its form. */
function parseProof(
  credentialText: string | undefined,
  signedHeadersText: string | undefined,
  signature: string | undefined,
): Proof | string {
  const credential = parseCredential(credentialText ?? '');
  if (credential === null) return 'the Credential is mal-formed';
  const signedHeaders = parseSignedHeaders(signedHeadersText);
  if (signedHeaders === null) return 'the SignedHeaders are mal-formed';
  if (signature === undefined || !SIGNATURE.test(signature)) return 'the Signature is mal-formed';
  return { ...credential, signedHeaders, signature };
}

/** Splits `Credential=…, SignedHeaders=…, Signature=…`; null where a name is given twice. */
function parseHeaderFields(text: string): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [name = '', ...rest] = pair.trim().split('=');
    if (fields.has(name)) return null;
    fields.set(name, rest.join('='));
  }
  return fields;
}

function parseHeaderClaim(request: WireRequest, authorization: string): ParsedAuthorization {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    return { kind: 'fault', fault: 'unsupported-mechanism', via: 'header', detail: `not ${ALGORITHM}` };
  }
  const fields = parseHeaderFields(authorization.slice(ALGORITHM.length));
  if (fields === null) return malformed('header', 'a field is given twice');
  const proof = parseProof(fields.get('Credential'), fields.get('SignedHeaders'), fields.get('Signature'));
  if (typeof proof === 'string') return malformed('header', proof);
  const timestamp = findHeader(request, 'x-amz-date') ?? '';
  const sessionToken = findHeader(request, 'x-amz-security-token');
  const claim = { via: 'header', ...proof, timestamp } as const;
  return { kind: 'claim', claim: sessionToken === null ? claim : { ...claim, sessionToken } };
}

function parseExpires(text: string): number | null {
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS ? seconds : null;
}

function parseQueryClaim(parameters: readonly QueryParameter[]): ParsedAuthorization {
  const fields = new Map<string, string>();
  for (const { name, value } of parameters) {
    if (name.startsWith('X-Amz-') && fields.has(name)) return malformed('query', `${name} is given twice`);
    fields.set(name, value);
  }
  if (fields.get('X-Amz-Algorithm') !== ALGORITHM) {
    return malformed('query', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const proof = parseProof(
    fields.get('X-Amz-Credential'),
    fields.get('X-Amz-SignedHeaders'),
    fields.get('X-Amz-Signature'),
  );
  if (typeof proof === 'string') return malformed('query', proof);
  const expiresInSeconds = parseExpires(fields.get('X-Amz-Expires') ?? '');
  if (expiresInSeconds === null) return malformed('query', 'X-Amz-Expires must be between 1 and 604800 seconds');
  const timestamp = fields.get('X-Amz-Date') ?? '';
  const sessionToken = fields.get('X-Amz-Security-Token');
  const claim = { via: 'query', ...proof, timestamp, expiresInSeconds } as const;
  return { kind: 'claim', claim: sessionToken === undefined ? claim : { ...claim, sessionToken } };
}

export function parseAuthorization(request: WireRequest, parameters: readonly QueryParameter[]): ParsedAuthorization {
  const authorization = findHeader(request, 'authorization');
  const isQuerySigned = parameters.some(({ name }) =>
    ['X-Amz-Algorithm', 'X-Amz-Signature', 'X-Amz-Credential'].includes(name),
  );
  const isVersion2 = parameters.some(({ name }) => name === 'AWSAccessKeyId');
  if (authorization !== null && (isQuerySigned || isVersion2)) {
    return { kind: 'fault', fault: 'two-mechanisms', via: 'header', detail: 'header and query' };
  }
  if (authorization !== null) return parseHeaderClaim(request, authorization);
  if (isVersion2) return { kind: 'fault', fault: 'unsupported-mechanism', via: 'query', detail: 'Signature Version 2' };
  return isQuerySigned ? parseQueryClaim(parameters) : { kind: 'anonymous' };
}
