/**
 * Takes a deployment down in the one order that works: the stack, then the functions at the edge, whose copies CloudFront lets go
 * of hours later, then, where it was asked for, what holds photos, people and the audit log. Each step may be done already.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { removeVersions } from '../remove-objects.ts';
import { type AwsCli, AwsCliError } from './aws-cli.ts';
import type { Survey } from './survey.ts';

export interface TakeDownOptions {
  readonly withPhotos: boolean;
  readonly s3: S3Client;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** What stands after this run, to come back for. */
export interface Outstanding {
  readonly edgeFunctions: readonly string[];
  readonly isStackLeft: boolean;
}

export async function takeDown(aws: AwsCli, survey: Survey, options: TakeDownOptions): Promise<Outstanding> {
  const { tell, signal, withPhotos } = options;
  const isStackLeft = survey.status !== null && !(await deleteStack(aws, survey, tell));
  const left: string[] = [];
  for (const name of survey.edgeFunctions) {
    if (signal.aborted || isStackLeft) return { edgeFunctions: survey.edgeFunctions, isStackLeft };
    if (await deleteFunction(aws, name)) tell(`removed the function ${name}`);
    else left.push(name);
  }
  if (withPhotos && !isStackLeft) await removeData(aws, survey, options);
  return { edgeFunctions: left, isStackLeft };
}

/** False where it could not be removed to its end; CloudFormation says why. */
async function deleteStack(
  aws: AwsCli,
  { stack, isProtected }: Survey,
  tell: (line: string) => void,
): Promise<boolean> {
  if (isProtected) {
    await aws.run(
      'cloudformation',
      'update-termination-protection',
      '--no-enable-termination-protection',
      '--stack-name',
      stack,
    );
  }
  await aws.run('cloudformation', 'delete-stack', '--stack-name', stack);
  tell(`removing the stack ${stack}: some five minutes, for the distribution`);
  try {
    await aws.run('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack);
    tell(`removed the stack ${stack}`);
    return true;
  } catch (error) {
    if (!(error instanceof AwsCliError)) throw error;
    tell(`the stack ${stack} is not removed: ${error.message}`);
    return false;
  }
}

/** False where CloudFront still has copies. */
async function deleteFunction(aws: AwsCli, name: string): Promise<boolean> {
  try {
    await orGone(aws.run('lambda', 'delete-function', '--function-name', name));
    return true;
  } catch (error) {
    if (error instanceof AwsCliError && /replicated function/i.test(error.message)) return false;
    throw error;
  }
}

async function removeData(aws: AwsCli, { buckets, tables, pools }: Survey, options: TakeDownOptions): Promise<void> {
  const { s3, signal, tell } = options;
  for (const bucket of buckets) {
    if ((await orGone(removeVersions(s3, { bucket, signal }))) === false) return;
    await orGone(aws.run('s3api', 'delete-bucket', '--bucket', bucket));
    tell(`removed the bucket ${bucket}`);
  }
  for (const table of tables) {
    await orGone(aws.run('dynamodb', 'update-table', '--table-name', table, '--no-deletion-protection-enabled'));
    await orGone(aws.run('dynamodb', 'delete-table', '--table-name', table));
    tell(`removed the table ${table}`);
  }
  for (const pool of pools) {
    const words = ['update-user-pool', '--user-pool-id', pool, '--deletion-protection', 'INACTIVE'];
    await orGone(aws.run('cognito-idp', ...words));
    await orGone(aws.run('cognito-idp', 'delete-user-pool', '--user-pool-id', pool));
    tell(`removed the user pool ${pool}`);
  }
}

/** Null where what it is about is gone already: tags are listed for a while longer. All else is thrown. */
async function orGone<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    const code = error instanceof AwsCliError ? error.code : error instanceof Error ? error.name : '';
    if (code === 'NoSuchBucket' || code === 'ResourceNotFoundException') return null;
    throw error;
  });
}
