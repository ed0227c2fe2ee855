/**
 * Which of a role's permissions were used: an Allow of its own policies by which something was granted, action by action. What
 * none of the tests uses, no code path may need.
 */
import type { IamPrincipal } from './credentials.ts';
import { matchesPattern } from './match-pattern.ts';
import type { PolicyStatement } from './policy-document.ts';

export interface PermissionUse {
  /** As the statement names it. */
  readonly action: string;
  /** Empty where the statement has none. */
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

/** Every action that a principal's own policies allow. */
export function listPermissionUse({ policies }: IamPrincipal): readonly PermissionUse[] {
  const allowing = policies.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
  return allowing.flatMap((statement) => {
    const used = [...(usedActions.get(statement) ?? [])];
    return [statement.Action ?? []].flat().map((action) => ({
      action,
      sid: statement.Sid ?? '',
      isUsed: used.some((each) => matchesPattern(each, action.toLowerCase())),
    }));
  });
}
