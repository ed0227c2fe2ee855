/** Stripe's form encoding: `line_items[0][price_data][currency]=usd` is an object in a list in a member. */

export type StripeFields = { readonly [name: string]: FormValue };
export type FormValue = string | readonly FormValue[] | StripeFields;

type Node = { [name: string]: Node | string };

export function parseStripeFields(text: string): StripeFields {
  const root: Node = {};
  for (const [name, value] of new URLSearchParams(text)) put(root, toPath(name), value);
  return toValue(root) as StripeFields;
}

function toPath(name: string): readonly string[] {
  return name.split(/\[|\]\[|\]/).filter((part, index) => part !== '' || index === 0);
}

function put(node: Node, [first = '', ...rest]: readonly string[], value: string): void {
  // `types[]=a&types[]=b` numbers itself.
  if (rest.length === 0) {
    node[first] = value;
    return;
  }
  const next = node[first];
  const inner: Node = typeof next === 'object' ? next : {};
  node[first] = inner;
  put(inner, rest, value);
}

function toValue(node: Node | string): FormValue {
  if (typeof node === 'string') return node;
  const names = Object.keys(node);
  const isList = names.length > 0 && names.every((name, index) => name === String(index));
  if (isList) return names.map((name) => toValue(node[name] ?? ''));
  return Object.fromEntries(names.map((name) => [name, toValue(node[name] ?? '')]));
}

export function readField(fields: StripeFields, ...path: readonly string[]): string | null {
  let value: FormValue | undefined = fields;
  for (const name of path) value = typeof value === 'object' ? (value as StripeFields)[name] : undefined;
  return typeof value === 'string' ? value : null;
}

export function readFields(fields: StripeFields, name: string): StripeFields {
  const value = fields[name];
  return typeof value === 'object' && !Array.isArray(value) ? (value as StripeFields) : {};
}

export function readStripeList(fields: StripeFields, name: string): readonly FormValue[] {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
}
