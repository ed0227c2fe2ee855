/** What of a CloudFormation template (format 2010-09-09) the local run reads. An unknown section is refused, not skipped. */
import { isRecord } from '../is-record.ts';
import { TemplateError } from './template-error.ts';

export interface CloudFormationTemplate {
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly type: string;
  readonly defaultValue?: string;
  readonly allowedValues?: readonly string[];
}

export interface TemplateResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
}

export interface TemplateOutput {
  readonly value: unknown;
  readonly condition?: string;
  /** Under which other stacks import it; may hold intrinsics. */
  readonly exportName?: unknown;
}

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
  // Rules only refuse wrong parameters before a deployment; the local run gives the parameters itself.
  'Rules',
];

/**
 * Reads a template.
 * @throws {TemplateError} when a section or resource is not understood.
 */
export function parseTemplate(value: unknown): CloudFormationTemplate {
  if (!isRecord(value)) throw new TemplateError('the template', 'is not a JSON object');
  const unknownSection = Object.keys(value).find((section) => !SECTIONS.includes(section));
  if (unknownSection) throw new TemplateError(unknownSection, 'is a section that the local run does not know');
  return {
    parameters: parseEach(value, 'Parameters', parseParameter),
    mappings: parseEach(value, 'Mappings', (mapping) => mapping),
    conditions: parseEach(value, 'Conditions', (condition) => condition),
    resources: parseEach(value, 'Resources', parseResource),
    outputs: parseEach(value, 'Outputs', parseOutput),
  };
}

function parseEach<T>(
  template: Readonly<Record<string, unknown>>,
  section: string,
  parse: (value: unknown, name: string) => T,
): Readonly<Record<string, T>> {
  const entries = template[section] ?? {};
  if (!isRecord(entries)) throw new TemplateError(section, 'is not a JSON object');
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, parse(value, name)]));
}

function parseParameter(value: unknown, name: string): TemplateParameter {
  if (!isRecord(value) || typeof value.Type !== 'string') {
    throw new TemplateError(name, 'is a parameter without a Type');
  }
  return {
    type: value.Type,
    ...(value.Default === undefined ? {} : { defaultValue: String(value.Default) }),
    ...(Array.isArray(value.AllowedValues) ? { allowedValues: value.AllowedValues.map(String) } : {}),
  };
}

const RESOURCE_KEYS = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
];

function parseResource(value: unknown, logicalId: string): TemplateResource {
  if (!isRecord(value) || typeof value.Type !== 'string') throw new TemplateError(logicalId, 'has no Type');
  const unknownKey = Object.keys(value).find((key) => !RESOURCE_KEYS.includes(key));
  if (unknownKey) throw new TemplateError(`${logicalId}.${unknownKey}`, 'is not known to the local run');
  const properties = value.Properties ?? {};
  if (!isRecord(properties)) throw new TemplateError(`${logicalId}.Properties`, 'is not a JSON object');
  return {
    type: value.Type,
    properties,
    dependsOn: [value.DependsOn ?? []].flat().map(String),
    ...(typeof value.Condition === 'string' ? { condition: value.Condition } : {}),
  };
}

function parseOutput(value: unknown, name: string): TemplateOutput {
  if (!isRecord(value) || !('Value' in value)) throw new TemplateError(name, 'is an output without a Value');
  return {
    value: value.Value,
    ...(typeof value.Condition === 'string' ? { condition: value.Condition } : {}),
    ...(isRecord(value.Export) ? { exportName: value.Export.Name } : {}),
  };
}
