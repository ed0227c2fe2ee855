/**
 * What a change of the template would do to the resources of a stack, by CloudFormation's published schema: which are made,
 * changed, replaced, removed.
 */
import { isDeepStrictEqual } from 'node:util';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

export interface TemplateChange {
  readonly kind: 'add' | 'change' | 'replace' | 'remove';
  readonly logicalId: string;
  readonly type: string;
  /** Of what is changed or replaced: the properties, and policies of its keeping, that do it. */
  readonly properties: readonly string[];
  /** It would lose, or leave behind, what cannot be made again. */
  readonly isRefused: boolean;
}

/** What holds photos, people, the audit log, what is under way, or an address that others know. */
export const STATEFUL_TYPES: ReadonlySet<string> = new Set([
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::PublicKey',
  'AWS::CloudFront::KeyValueStore',
  'AWS::KMS::Key',
]);

/** What becomes of a resource that leaves the stack, and of one that another takes the place of. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;

interface FoundResource extends Readonly<Partial<Record<(typeof POLICIES)[number], unknown>>> {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

type TemplateDiff = (before: unknown, after: unknown) => readonly TemplateChange[];

/** Makes what compares two templates; a file that is none is a TypeError. */
export async function createTemplateDiff(): Promise<TemplateDiff> {
  const database = await loadAwsServiceSpec();
  /**
   * A property that the schema does not know replaces: the template is newer than it. What replaces under conditions (`maybe`)
   * does so to what holds state, for the conditions are in the documentation alone; today none of those types has any.
   */
  const replaces = (type: string, property: string): boolean => {
    const [spec] = database.lookup('resource', 'cloudFormationType', 'equals', type);
    const found = spec?.properties[property];
    if (spec === undefined) return false;
    if (found === undefined || found.causesReplacement === 'yes') return true;
    return found.causesReplacement === 'maybe' && STATEFUL_TYPES.has(type);
  };
  return (before, after) => {
    const [old, next] = [readResources(before), readResources(after)];
    const ids = [...new Set([...old.keys(), ...next.keys()])];
    return ids.flatMap((id) => toChange(id, { old: old.get(id), next: next.get(id), replaces }));
  };
}

interface Compared {
  readonly old: FoundResource | undefined;
  readonly next: FoundResource | undefined;
  replaces(type: string, property: string): boolean;
}

function toChange(logicalId: string, { old, next, replaces }: Compared): readonly TemplateChange[] {
  const change = (kind: TemplateChange['kind'], type: string, properties: readonly string[] = []): TemplateChange[] => {
    const isLoss =
      kind === 'remove' ||
      kind === 'replace' ||
      POLICIES.some((name) => isKept(old, name) && !isKept(next, name)) ||
      losesKey(old, next);
    return [{ kind, logicalId, type, properties, isRefused: isLoss && STATEFUL_TYPES.has(type) }];
  };
  if (!old) return next ? change('add', next.Type) : [];
  if (!next) return change('remove', old.Type);
  if (old.Type !== next.Type) return change('replace', old.Type, ['Type']);
  const [before, after] = [old.Properties ?? {}, next.Properties ?? {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const policies = POLICIES.filter((name) => old[name] !== next[name]);
  if (changed.length + policies.length === 0) return [];
  const replacing = changed.filter((name) => replaces(old.Type, name));
  return replacing.length > 0
    ? change('replace', old.Type, replacing)
    : change('change', old.Type, [...changed, ...policies]);
}

/** What a bucket holds stays under the key that it came under; whoever reads the bucket has a right to the key that the stack names, and to no other. */
function losesKey(old: FoundResource | undefined, next: FoundResource | undefined): boolean {
  const after = listKeys(next?.Properties?.BucketEncryption);
  return listKeys(old?.Properties?.BucketEncryption).some((key) => !after.includes(key));
}

function listKeys(encryption: unknown): readonly string[] {
  if (typeof encryption !== 'object' || encryption === null) return [];
  return Object.entries(encryption).flatMap(([name, value]) =>
    name === 'KMSMasterKeyID' ? [JSON.stringify(value)] : listKeys(value),
  );
}

/** A snapshot is none of what was there: nobody could go on with it. */
function isKept(resource: FoundResource | undefined, policy: (typeof POLICIES)[number]): boolean {
  return resource?.[policy] === 'Retain' || resource?.[policy] === 'RetainExceptOnCreate';
}

function readResources(template: unknown): ReadonlyMap<string, FoundResource> {
  const { Resources }: { Resources?: unknown } = typeof template === 'object' && template !== null ? template : {};
  if (typeof Resources !== 'object' || Resources === null) throw new TypeError('one of the files is no template');
  return new Map(Object.entries(Resources as Readonly<Record<string, FoundResource>>));
}
