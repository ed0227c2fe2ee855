/**
 * Which permissions were used: an Allow of a role's own policies, or of a resource's, by which something was granted, action by
 * action. What none of the tests uses, no code path may need.
 */
import type { IamPrincipal } from './credentials.ts';
import { matchesPattern } from './match-pattern.ts';
import type { PolicyDocument, PolicyStatement } from './policy-document.ts';

export interface PermissionUse {
  /** As the statement names it. */
  readonly action: string;
  /** Of a resource's statement that has none whom it lets in; else empty where there is none. */
  readonly sid: string;
  readonly isUsed: boolean;
}

const usedActions = new WeakMap<PolicyStatement, Set<string>>();

export function notePermissionUse(statements: readonly PolicyStatement[], action: string): void {
  for (const statement of statements) {
    if (statement.Effect !== 'Allow') continue;
    const used = usedActions.get(statement) ?? new Set();
    used.add(action.toLowerCase());
    usedActions.set(statement, used);
  }
}

/** By what they say: each service reads a resource's policy for itself, some of them anew after a start. */
const usedOfResources = new Map<string, Set<string>>();

/** Notes what the policy of a resource has granted. */
export function noteResourceUse(statements: readonly PolicyStatement[], action: string): void {
  for (const statement of statements) {
    if (statement.Effect !== 'Allow') continue;
    const key = JSON.stringify(statement);
    usedOfResources.set(key, (usedOfResources.get(key) ?? new Set()).add(action.toLowerCase()));
  }
}

/** Every action that a principal's own policies allow. */
export function listPermissionUse({ policies }: IamPrincipal): readonly PermissionUse[] {
  return listAllowing(policies).flatMap((statement) =>
    toUses(statement, { sid: statement.Sid ?? '', used: usedActions.get(statement) }),
  );
}

/** Every action that the policy of a resource allows to anybody. */
export function listResourceUse(policy: PolicyDocument): readonly PermissionUse[] {
  return listAllowing([policy]).flatMap((statement) =>
    toUses(statement, {
      sid: statement.Sid ?? formatPrincipal(statement),
      used: usedOfResources.get(JSON.stringify(statement)),
    }),
  );
}

function listAllowing(policies: readonly PolicyDocument[]): readonly PolicyStatement[] {
  return policies.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
}

interface StatementUse {
  readonly sid: string;
  readonly used: ReadonlySet<string> | undefined;
}

function toUses({ Action = [] }: PolicyStatement, { sid, used }: StatementUse): readonly PermissionUse[] {
  const isUsed = (action: string) => [...(used ?? [])].some((each) => matchesPattern(each, action.toLowerCase()));
  return [Action].flat().map((action) => ({ action, sid, isUsed: isUsed(action) }));
}

function formatPrincipal({ Principal = '*' }: PolicyStatement): string {
  return typeof Principal === 'string' ? Principal : Object.values(Principal).flat().join(',');
}
