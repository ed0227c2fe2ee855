/** Who is asking, as the verified token says. */
import type { JWTPayload } from 'jose';
import { LINK_SUBJECT } from '../../origin/customer-link.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { cleanTitle } from '../../origin/records.ts';
import type { TokenConfig } from '../config.ts';
import { AppError } from '../problem.ts';

export const ACTIONS = ['view', 'upload', 'edit', 'delete', 'share', 'audit', 'manage'] as const;
export type Action = (typeof ACTIONS)[number];

export const ROLES = ['dispatcher', 'worker', 'customer'] as const;
export type Role = (typeof ROLES)[number];

export interface Principal {
  readonly subject: string;
  readonly name: string | null;
  /** Known ones only. */
  readonly roles: readonly Role[];
  /** The only jobs that the token is good for; null where the jobs' records decide. */
  readonly jobs: readonly string[] | null;
  /** What the token's scope allows at most; null where it does not limit. */
  readonly scope: readonly Action[] | null;
  /** Of a customer without an account: the link that they came by. */
  readonly link?: string;
  /** Customers add no photos in this deployment. */
  readonly customersOnlyView?: boolean;
}

/** Whoever asks a route that wants no token: may do nothing in any job. */
export const NOBODY: Principal = { subject: '', name: null, roles: [], jobs: [], scope: [] };

/** So long may a subject be when percent-encoded: it has to fit the 2 KB of an object's metadata. */
const MAX_ENCODED_SUBJECT_LENGTH = 352;
/** Of UTF-8: beside the longest subject and title it still fits there too. */
const MAX_NAME_BYTES = 96;
/** What OpenID Connect and Cognito put into every token: they limit what the token says of a person, not what that person may do. */
const IDENTITY_SCOPES = /^(openid|profile|email|phone|address|offline_access|aws\.cognito\..*)$/;
/** `upload`, or with a resource server's name before it: `edgeshot/upload`, `photos:upload`. */
const ACTION_SCOPE = /^(?:.*[:/.])?(view|upload|edit|delete|share|audit|manage)$/;
const JOB_SCOPE = /^(?:.*[:/])?job:(.+)$/;

/**
 * Makes a principal of verified claims. No roles claim means `worker`: such a person gets what a job's record or the
 * jobs claim gives them and nothing else.
 * @throws {AppError} when a claim is of a wrong kind: `token-invalid`
 */
export function parsePrincipal(claims: JWTPayload, config: TokenConfig): Principal {
  const name = claims[config.name_claim];
  const roles = parseList(claims[config.roles_claim]) ?? ['worker'];
  const scopes = parseList(claims.scope) ?? [];
  return {
    subject: parseSubject(claims.sub),
    name: typeof name === 'string' ? parseName(name) : null,
    roles: ROLES.filter((role) => roles.includes(role)),
    jobs: parseJobs(parseList(claims[config.jobs_claim]), scopes),
    scope: parseScope(scopes),
  };
}

/** A name that is too long is cut, and one of blanks is ignored: neither is a reason to refuse the token. */
export function parseName(claim: string): string | null {
  const characters = [...cleanTitle(claim)];
  while (Buffer.byteLength(characters.join('')) > MAX_NAME_BYTES) characters.pop();
  return characters.join('').trim() || null;
}

function parseSubject(subject: unknown): string {
  const isUsable = typeof subject === 'string' && subject !== '' && subject.isWellFormed();
  // Only the edge itself makes these.
  if (isUsable && subject.startsWith(LINK_SUBJECT)) throw new AppError('token-invalid');
  if (!isUsable || encodeURIComponent(subject).length > MAX_ENCODED_SUBJECT_LENGTH) throw new AppError('token-invalid');
  return subject;
}

/** A list stands in a claim as an array, or as text with spaces or commas between. */
function parseList(claim: unknown): readonly string[] | null {
  if (claim === undefined || claim === null) return null;
  if (typeof claim === 'string') return claim.split(/[\s,]+/).filter((item) => item !== '');
  if (Array.isArray(claim) && claim.every((item) => typeof item === 'string')) return claim;
  throw new AppError('token-invalid');
}

function parseJobs(claimed: readonly string[] | null, scopes: readonly string[]): readonly string[] | null {
  const scoped = scopes.flatMap((scope) => JOB_SCOPE.exec(scope)?.[1] ?? []);
  if (claimed === null && scoped.length === 0) return null;
  const jobs =
    claimed === null ? scoped : scoped.length === 0 ? claimed : claimed.filter((job) => scoped.includes(job));
  return jobs.filter(isJobId);
}

/** A scope that is neither known nor one of identity allows nothing. */
function parseScope(scopes: readonly string[]): readonly Action[] | null {
  const limits = scopes.filter((scope) => !IDENTITY_SCOPES.test(scope) && !JOB_SCOPE.test(scope));
  if (limits.length === 0) return null;
  const named = limits.map((scope) => ACTION_SCOPE.exec(scope)?.[1]);
  return ACTIONS.filter((action) => named.includes(action));
}
