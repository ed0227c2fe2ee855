/** The synthesized stack with all its references resolved, and what the run needs to know by name. */
import { toSigningParameterValue } from '../config/signing-parameter.ts';
import { type FileAsset, loadCloudAssembly } from './aws/template/cloud-assembly.ts';
import { createPhysicalNames } from './aws/template/physical-names.ts';
import { type LeftOut, type ResolvedResource, resolveStack } from './aws/template/resolve-stack.ts';
import { TemplateError } from './aws/template/template-error.ts';
import type { RunKeys } from './run-keys.ts';

export interface ResolvedAssembly {
  readonly resources: readonly ResolvedResource[];
  readonly leftOut: readonly LeftOut[];
  readonly assets: readonly FileAsset[];
  readonly region: string;
  /** Throws a {@link TemplateError} when the stack has no output of that name. */
  output(name: string): string;
}

export interface ResolveAssemblyOptions {
  readonly directory: string;
  readonly keys: RunKeys;
  readonly accountId: string;
  readonly sqsEndpoint: string;
}

export async function resolveAssembly({
  directory,
  keys,
  ...place
}: ResolveAssemblyOptions): Promise<ResolvedAssembly> {
  const { stacks, assets } = await loadCloudAssembly(directory);
  const [stack, second] = stacks;
  if (!stack) throw new TemplateError(directory, 'holds no stack');
  if (second) throw new TemplateError(second.name, 'is a second stack, and the local run runs one');
  const { name: stackName, region, template } = stack;
  const names = createPhysicalNames({ ...place, region, stackName, salt: keys.salt });
  const signingKey = toSigningParameterValue(keys.cloudfront.publicKey);
  const parameters = Object.fromEntries(
    Object.keys(template.parameters)
      .filter((name) => name.startsWith('SigningPublicKey'))
      .map((name) => [name, signingKey]),
  );
  const { resources, leftOut, outputs } = resolveStack(template, { names, parameters });
  return {
    resources,
    leftOut,
    assets,
    region,
    output(name) {
      const value = outputs[name];
      if (typeof value !== 'string') throw new TemplateError(`Outputs.${name}`, 'is missing: the local run needs it');
      return value;
    },
  };
}
