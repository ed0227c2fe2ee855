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
  /** Such as `ValidationError`; empty where AWS was not asked. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
    // By AWS's own name it is explained like any other of its errors.
    this.name = code || (/Unable to locate credentials/.test(message) ? 'CredentialsProviderError' : 'Error');
  }
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export function createAwsCli(env: NodeJS.ProcessEnv): AwsCli {
  return {
    run: (...words) =>
      new Promise((resolve, reject) => {
        const args = [...words, '--region', REGION, '--output', 'json'];
        // By the variable, for version 1 knows no --no-cli-pager.
        const options = { env: { ...env, AWS_PAGER: '' }, maxBuffer: MAX_OUTPUT_BYTES };
        execFile('aws', args, options, (error, stdout, stderr) => {
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
