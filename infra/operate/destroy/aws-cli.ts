/** The AWS command line as a child process: what the runbook would have somebody type, and its JSON. */
import { execFile } from 'node:child_process';
import { REGION } from '../../config/deployments.ts';

export interface AwsCli {
  /**
   * Runs `aws …`; gives what it prints as JSON, null where it prints nothing.
   * @throws {AwsCliError} when it fails: `code` is AWS's own
   */
  run(...words: readonly string[]): Promise<unknown>;
}

export class AwsCliError extends Error {
  override readonly name = 'AwsCliError';
  /** Such as `ValidationError`; empty where AWS was not asked. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export function createAwsCli(env: NodeJS.ProcessEnv): AwsCli {
  return {
    run: (...words) =>
      new Promise((resolve, reject) => {
        const args = [...words, '--region', REGION, '--output', 'json', '--no-cli-pager'];
        execFile('aws', args, { env, maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
          if (!error) return resolve(stdout.trim() === '' ? null : JSON.parse(stdout));
          const missing = 'code' in error && error.code === 'ENOENT';
          const [, code = ''] = /An error occurred \((\w+)\)/.exec(stderr) ?? [];
          const words = missing
            ? 'The AWS CLI is not installed: `aws` is not on PATH.'
            : stderr.trim() || error.message;
          return reject(new AwsCliError(words, code));
        });
      }),
  };
}
