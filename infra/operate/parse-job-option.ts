/** The `--job` of the operator's commands. */
import { isJobId } from '../../origin/photo-key.ts';
import { CommandError } from './command-error.ts';

/**
 * Returns null when none was named.
 * @throws {CommandError} when it is no job id.
 */
export function parseJobOption(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (!isJobId(value)) throw new CommandError(`--job: ${value} is no job id`);
  return value;
}

/** @throws {CommandError} when none was named, or it is no job id. */
export function requireJobOption(value: string | undefined): string {
  const jobId = parseJobOption(value);
  if (jobId === null) throw new CommandError('--job is needed. See --help.');
  return jobId;
}
