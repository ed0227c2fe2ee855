/**
 * Decides whether a principal may do one thing to one resource ("Policy evaluation logic", one account): an explicit
 * Deny wins; then an Allow of the resource's policy or of the principal's own; else no. Organisations' policies,
 * permission boundaries and session policies do not exist here.
 */
import { type RequestContext, satisfiesConditions, toStrings } from './condition.ts';
import type { IamPrincipal } from './credentials.ts';
import { matchesPattern } from './match-pattern.ts';
import { notePermissionUse, noteResourceUse } from './permission-use.ts';
import type { PolicyDocument, PolicyStatement } from './policy-document.ts';

export interface AccessRequest {
  /** Null for a request that nobody signed. */
  readonly principal: IamPrincipal | null;
  /** `s3:GetObject` */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Facts besides those of the principal, which are added here. */
  readonly context?: RequestContext;
  readonly resourcePolicy?: PolicyDocument | undefined;
}

export type AccessDecision =
  | { readonly isAllowed: true }
  | {
      readonly isAllowed: false;
      readonly reason: 'explicit-deny' | 'no-allow';
    };

function matchesAny(text: string, patterns: string | readonly string[], fold = false): boolean {
  return toStrings(patterns).some((pattern) =>
    fold ? matchesPattern(text.toLowerCase(), pattern.toLowerCase()) : matchesPattern(text, pattern),
  );
}

/** `arn:aws:sts::1:assumed-role/r/s` and `arn:aws:iam::1:role/r` name the same role; a policy may also name its account. */
function isNamed(principal: IamPrincipal, name: string): boolean {
  const account = principal.name.split(':')[4] ?? '';
  return name === '*' || name === principal.name || name === account || name === `arn:aws:iam::${account}:root`;
}

function matchesPrincipal(statement: PolicyStatement, principal: IamPrincipal | null): boolean {
  const named = statement.Principal;
  if (named === undefined) return false;
  if (named === '*' || toStrings(named.AWS).includes('*')) return true;
  if (principal === null) return false;
  return principal.kind === 'service'
    ? toStrings(named.Service).includes(principal.name)
    : toStrings(named.AWS).some((name) => isNamed(principal, name));
}

function appliesTo(statement: PolicyStatement, request: AccessRequest, context: RequestContext): boolean {
  const isAction =
    statement.NotAction === undefined
      ? matchesAny(request.action, statement.Action ?? [], true)
      : !matchesAny(request.action, statement.NotAction, true);
  const isResource =
    statement.NotResource === undefined
      ? matchesAny(request.resource, statement.Resource ?? [])
      : !matchesAny(request.resource, statement.NotResource);
  return isAction && isResource && satisfiesConditions(statement.Condition, context);
}

/** What is known of a service that calls on behalf of a resource; an S3 bucket's ARN names no account. */
function toServiceFacts({ name, sourceArn }: IamPrincipal): RequestContext {
  const account = sourceArn?.split(':')[4] ?? '';
  return {
    'aws:principalisawsservice': 'true',
    'aws:principalservicename': name,
    'aws:sourcearn': sourceArn,
    ...(account === '' ? {} : { 'aws:sourceaccount': account }),
  };
}

function toContext({ principal, context = {} }: AccessRequest): RequestContext {
  if (principal === null) return context;
  if (principal.kind === 'service') return { ...context, ...toServiceFacts(principal) };
  return {
    ...context,
    'aws:principalisawsservice': 'false',
    'aws:principaltype': principal.kind === 'root' ? 'Account' : 'AssumedRole',
    'aws:principalarn': principal.name,
    'aws:principalaccount': principal.name.split(':')[4],
  };
}

/** @throws {TypeError} when a policy has a condition that is not known here. */
export function evaluate(request: AccessRequest): AccessDecision {
  const { principal } = request;
  const context = toContext(request);
  const applying = (policies: readonly PolicyDocument[]): readonly PolicyStatement[] =>
    policies.flatMap(({ Statement }) => Statement).filter((statement) => appliesTo(statement, request, context));
  const own = applying(principal?.policies ?? []);
  const attached = applying(request.resourcePolicy === undefined ? [] : [request.resourcePolicy]).filter((statement) =>
    matchesPrincipal(statement, principal),
  );
  const statements = [...own, ...attached];
  if (statements.some(({ Effect }) => Effect === 'Deny')) return { isAllowed: false, reason: 'explicit-deny' };
  const isAllowed = principal?.kind === 'root' || statements.some(({ Effect }) => Effect === 'Allow');
  if (isAllowed) {
    notePermissionUse(own, request.action);
    noteResourceUse(attached, request.action);
  }
  return isAllowed ? { isAllowed } : { isAllowed, reason: 'no-allow' };
}
