/** Makes resolved resources for tests, as resolve-stack.ts would. */
import type { ResolvedResource } from '../../../../../infra/local/aws/template/resolve-stack.ts';

export function resolved(
  type: string,
  properties: ResolvedResource['properties'],
  { ref = 'ref', attributes = {} }: { ref?: string; attributes?: Readonly<Record<string, string>> } = {},
): ResolvedResource {
  return { logicalId: `The${type.split('::').at(-1)}`, type, properties, ref, attributes };
}
