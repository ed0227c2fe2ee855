/**
 * Turns a template into the list of what has to be brought up: every intrinsic resolved, every resource with its
 * physical id, in the order of dependency. Pure: the same template, parameters and salt give the same deployment.
 */

import { isRecord } from '../is-record.ts';
import type { Identity } from './identities.ts';
import { listReferences, type PseudoParameters, resolveCondition, resolveValue, type Scope } from './intrinsics.ts';
import type { PhysicalNames } from './physical-names.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import type { CloudFormationTemplate, TemplateResource } from './template.ts';
import { TemplateError } from './template-error.ts';
import { WITHOUT_EFFECT } from './without-effect.ts';

export interface ResolvedResource extends Identity {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface LeftOut {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

export interface ResolvedStack {
  /** In the order in which each finds all that it refers to already there. */
  readonly resources: readonly ResolvedResource[];
  readonly leftOut: readonly LeftOut[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface ResolveOptions {
  readonly names: PhysicalNames;
  /** Values for the template's parameters; those with a default may be left out. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What stacks resolved before this one export. */
  readonly imports?: Readonly<Record<string, unknown>>;
  /** Types that are left out beside those of without-effect.ts, each with the reason. */
  readonly leaveOut?: Readonly<Record<string, string>>;
}

/**
 * Resolves a whole template.
 * @throws {TemplateError} when a type, property, intrinsic or parameter is not known.
 */
export function resolveStack(
  template: CloudFormationTemplate,
  { names, parameters = {}, imports = {}, leaveOut = {} }: ResolveOptions,
): ResolvedStack {
  const identities = new Map<string, Identity>();
  const scope = createScope(template, { names, parameters, imports }, identities);
  const reasons = { ...WITHOUT_EFFECT, ...leaveOut };
  const resources: ResolvedResource[] = [];
  const leftOut: LeftOut[] = [];
  for (const logicalId of orderByDependency(selectResources(template, scope))) {
    const resource = template.resources[logicalId];
    if (!resource) continue;
    const reason = reasons[resource.type];
    if (reason !== undefined) {
      leftOut.push({ logicalId, type: resource.type, reason });
      identities.set(logicalId, identifyLeftOut(logicalId, names));
    } else {
      const resolved = resolveResource(logicalId, resource, { names, scope });
      identities.set(logicalId, resolved);
      resources.push(resolved);
    }
  }
  return { resources, leftOut, ...resolveOutputs(template, scope) };
}

function resolveResource(
  logicalId: string,
  { type, properties }: TemplateResource,
  { names, scope }: { readonly names: PhysicalNames; readonly scope: Scope },
): ResolvedResource {
  const known = RESOURCE_TYPES[type];
  if (!known) throw new TemplateError(logicalId, `is of type ${type}, which the local run does not know`);
  const unknownName = Object.keys(properties).find((name) => !known.uses.includes(name) && !known.inert.includes(name));
  if (unknownName) {
    throw new TemplateError(
      `${logicalId}.Properties.${unknownName}`,
      `is a property of ${type} that the local run does not know`,
    );
  }
  const used = Object.fromEntries(Object.entries(properties).filter(([name]) => known.uses.includes(name)));
  const resolved = resolveValue(used, scope, `${logicalId}.Properties`);
  if (!isRecord(resolved)) throw new TemplateError(`${logicalId}.Properties`, 'resolve to nothing');
  return { logicalId, type, properties: resolved, ...known.identify(logicalId, resolved, names) };
}

/** A resource that is left out may still be named in a policy or an output, so any attribute of it is its ARN-like name. */
function identifyLeftOut(logicalId: string, names: PhysicalNames): Identity {
  const arn = names.arn('local', `left-out/${logicalId}`);
  return { ref: names.name(logicalId, 64), attributes: new Proxy({}, { get: () => arn }) };
}

function createScope(
  template: CloudFormationTemplate,
  { names, parameters = {}, imports = {} }: ResolveOptions,
  identities: ReadonlyMap<string, Identity>,
): Scope {
  return {
    pseudo: toPseudoParameters(names),
    parameters: resolveParameters(template, parameters),
    mappings: template.mappings,
    conditions: template.conditions,
    ref: (logicalId) => identities.get(logicalId)?.ref,
    attribute: (logicalId, name) => identities.get(logicalId)?.attributes[name],
    imported: (name) => imports[name],
  };
}

function toPseudoParameters({ accountId, region, stackName, ...names }: PhysicalNames): PseudoParameters {
  return {
    accountId,
    region,
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    stackName,
    stackId: names.arn('cloudformation', `stack/${stackName}/${names.uuid('AWS::StackId')}`),
  };
}

function resolveParameters(
  template: CloudFormationTemplate,
  given: Readonly<Record<string, string>>,
): Scope['parameters'] {
  const unknownName = Object.keys(given).find((name) => !Object.hasOwn(template.parameters, name));
  if (unknownName !== undefined) throw new TemplateError(unknownName, 'is no parameter of the template');
  return Object.fromEntries(
    Object.entries(template.parameters).map(([name, { type, defaultValue, allowedValues }]) => {
      const value = given[name] ?? defaultValue;
      if (value === undefined) throw new TemplateError(name, 'is a parameter without a value');
      if (allowedValues && !allowedValues.includes(value)) throw new TemplateError(name, `may not be ${value}`);
      return [name, /^(CommaDelimitedList|List<)/.test(type) ? value.split(',') : value];
    }),
  );
}

/** The resources whose condition holds, each with the ids that must come before it. */
function selectResources(template: CloudFormationTemplate, scope: Scope): ReadonlyMap<string, readonly string[]> {
  const selected = Object.entries(template.resources).filter(
    ([logicalId, { condition }]) => condition === undefined || resolveCondition(condition, scope, logicalId),
  );
  const ids = new Set(selected.map(([logicalId]) => logicalId));
  return new Map(
    selected.map(([logicalId, { properties, dependsOn }]) => [
      logicalId,
      [...new Set([...dependsOn, ...listReferences(properties)])].filter((id) => ids.has(id)),
    ]),
  );
}

function orderByDependency(needs: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (ordered.has(id)) return;
    if (path.includes(id)) throw new TemplateError(id, `depends on itself by ${[...path, id].join(' → ')}`);
    for (const need of needs.get(id) ?? []) visit(need, [...path, id]);
    ordered.add(id);
  };
  for (const id of needs.keys()) visit(id, []);
  return [...ordered];
}

function resolveOutputs(template: CloudFormationTemplate, scope: Scope): Pick<ResolvedStack, 'outputs' | 'exports'> {
  const present = Object.entries(template.outputs).filter(
    ([name, { condition }]) => condition === undefined || resolveCondition(condition, scope, `Outputs.${name}`),
  );
  const outputs = present.map(([name, { value }]) => [name, resolveValue(value, scope, `Outputs.${name}`)]);
  const exported = present
    .filter(([, { exportName }]) => exportName !== undefined)
    .map(([name, { value, exportName }]) => [
      resolveValue(exportName, scope, `Outputs.${name}.Export`),
      resolveValue(value, scope, `Outputs.${name}`),
    ]);
  return { outputs: Object.fromEntries(outputs), exports: Object.fromEntries(exported) };
}
