/** Ways to alter a form: what is signed wrongly, and what is changed once it is signed. */
import type { FormDraft } from './post-form-draft.ts';

export function withPolicy(draft: FormDraft, policy: FormDraft['policy']): FormDraft {
  return { ...draft, policy: { ...draft.policy, ...policy } };
}

export function withConditions(draft: FormDraft, conditions: unknown): FormDraft {
  return withPolicy(draft, { conditions });
}

/** Adds a field that the policy names. */
export function withField(draft: FormDraft, name: string, value: string): FormDraft {
  const { fields } = withUnnamedField(draft, name, value);
  return { ...withConditions(draft, [...toConditions(draft), { [name]: value }]), fields };
}

/** Adds a field of which the policy says nothing. */
export function withUnnamedField(draft: FormDraft, name: string, value: string): FormDraft {
  return { ...draft, fields: [...draft.fields, { name, value }] };
}

function toConditions(draft: FormDraft): readonly unknown[] {
  return Array.isArray(draft.policy.conditions) ? draft.policy.conditions : [];
}

/** Replaces the conditions that name `field` (`$key`), or adds one where there was none. */
export function withCondition(draft: FormDraft, field: string, condition: unknown): FormDraft {
  const names = (one: unknown): boolean =>
    Array.isArray(one) ? one[1] === `$${field}` : typeof one === 'object' && one !== null && field in one;
  const others = toConditions(draft).filter((one) => !names(one));
  return withConditions(draft, [...others, condition]);
}

export function withFile(draft: FormDraft, body: string): FormDraft {
  return { ...draft, file: { body: Buffer.from(body), filename: 'photo.jpg' } };
}

export function withScope(draft: FormDraft, change: (scope: string) => string): FormDraft {
  return { ...draft, scope: change(draft.scope) };
}

/** Changes a field after it was signed. */
export function tamper(draft: FormDraft, name: string, change: (value: string) => string): FormDraft {
  const afterSigning: FormDraft['afterSigning'] = (fields) =>
    fields.map((field) => (field.name === name ? { name, value: change(field.value) } : field));
  return { ...draft, afterSigning };
}

/** Takes a field away after it was signed. */
export function dropField(draft: FormDraft, name: string): FormDraft {
  return { ...draft, afterSigning: (fields) => fields.filter((field) => field.name !== name) };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
