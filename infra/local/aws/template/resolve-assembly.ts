/** One stack of a cloud assembly with all its references resolved, and the files that it was synthesized with. */
import { type AssemblyStack, type FileAsset, loadCloudAssembly } from './cloud-assembly.ts';
import { createPhysicalNames, type NamingOptions } from './physical-names.ts';
import { type ResolvedStack, resolveStack } from './resolve-stack.ts';
import { TemplateError } from './template-error.ts';

export interface ResolvedAssembly extends Omit<ResolvedStack, 'exports'> {
  readonly assets: readonly FileAsset[];
  readonly region: string;
}

export interface ResolveAssemblyOptions extends Pick<NamingOptions, 'accountId' | 'sqsEndpoint' | 'salt'> {
  /** Folder of the assembly. */
  readonly directory: string;
  /** Which stack, where the assembly has several. */
  readonly stackName?: string | undefined;
  /** Of a stack that names none. */
  readonly defaultRegion: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** More types that are left out, each with the reason. */
  readonly leaveOut: Readonly<Record<string, string>>;
}

/**
 * Loads the assembly and resolves its stack.
 * @throws {TemplateError} when there is no such stack, or something in it that is not known here.
 */
export async function resolveAssembly(options: ResolveAssemblyOptions): Promise<ResolvedAssembly> {
  const { directory, stackName, defaultRegion, parameters, leaveOut, ...naming } = options;
  const { stacks, assets } = await loadCloudAssembly(directory);
  const stack = chooseStack(stacks, directory, stackName);
  const region = stack.region ?? defaultRegion;
  const names = createPhysicalNames({ ...naming, region, stackName: stack.name });
  const { resources, leftOut, outputs } = resolveStack(stack.template, { names, parameters, leaveOut });
  return { resources, leftOut, outputs, assets, region };
}

function chooseStack(stacks: readonly AssemblyStack[], directory: string, wanted: string | undefined): AssemblyStack {
  const [stack, second] = wanted === undefined ? stacks : stacks.filter(({ name }) => name === wanted);
  if (!stack) throw new TemplateError(wanted ?? directory, wanted ? 'is no stack of the assembly' : 'holds no stack');
  if (second) throw new TemplateError(second.name, 'is a second stack, and one is run: say which');
  return stack;
}
