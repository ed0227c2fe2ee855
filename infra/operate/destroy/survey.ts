/** What there is of a deployment: its stack, and what carries its tags, which outlives the stack. */
import { formatStackName, isEdgeFunctionName } from '../../config/deployments.ts';
import { type AwsCli, AwsCliError } from './aws-cli.ts';

export interface Remains {
  readonly buckets: readonly string[];
  readonly tables: readonly string[];
  /** Ids. */
  readonly pools: readonly string[];
  /** The functions at the edge: others go with the stack. */
  readonly edgeFunctions: readonly string[];
}

export interface Survey extends Remains {
  readonly stack: string;
  /** Whose stack of that name it is: twelve digits. */
  readonly account: string;
  /** CloudFormation's word; null: there is no stack any more. */
  readonly status: string | null;
  readonly isProtected: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export async function surveyDeployment(aws: AwsCli, deployment: string): Promise<Survey> {
  const stack = formatStackName(deployment);
  const caller = await aws.run('sts', 'get-caller-identity');
  const found = await describeStack(aws, stack);
  const tags = ['--tag-filters', 'Key=project,Values=edgeshot', `Key=stage,Values=${deployment}`];
  const tagged = await listOf(aws, 'ResourceTagMappingList', ['resourcegroupstaggingapi', 'get-resources', ...tags]);
  const arns = tagged.map(({ ResourceARN }) => String(ResourceARN));
  const functions = await listOf(aws, 'Functions', ['lambda', 'list-functions']);
  return {
    stack,
    account: String(Object(caller).Account),
    status: found === null ? null : String(found.StackStatus),
    isProtected: found?.EnableTerminationProtection === true,
    buckets: arns.flatMap((arn) => match(arn, /^arn:aws:s3:::([^/]+)$/)),
    tables: arns.flatMap((arn) => match(arn, /^arn:aws:dynamodb:[^:]+:\d+:table\/([^/]+)$/)),
    pools: arns.flatMap((arn) => match(arn, /^arn:aws:cognito-idp:[^:]+:\d+:userpool\/(.+)$/)),
    edgeFunctions: functions
      .map(({ FunctionName }) => String(FunctionName))
      .filter((name) => isEdgeFunctionName(deployment, name)),
  };
}

async function describeStack(aws: AwsCli, stack: string): Promise<Fields | null> {
  try {
    const [found] = await listOf(aws, 'Stacks', ['cloudformation', 'describe-stacks', '--stack-name', stack]);
    return found ?? null;
  } catch (error) {
    if (error instanceof AwsCliError && error.code === 'ValidationError') return null;
    throw error;
  }
}

async function listOf(aws: AwsCli, member: string, words: readonly string[]): Promise<readonly Fields[]> {
  const found = await aws.run(...words);
  const list: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, member) : undefined;
  return Array.isArray(list) ? list : [];
}

function match(text: string, pattern: RegExp): readonly string[] {
  const [, name] = pattern.exec(text) ?? [];
  return name === undefined ? [] : [name];
}
