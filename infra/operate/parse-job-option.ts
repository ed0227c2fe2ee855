/** The `--job` of the operator's commands. */
import { isJobId } from '../../origin/photo-key.ts';
import { CommandError } from './command-error.ts';

/** Null when none was named. Throws CommandError. */
export function parseJobOption(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (!isJobId(value)) throw new CommandError(`--job: ${value} is no job id`);
  return value;
}

/** Throws CommandError also when none was named. */
export function requireJobOption(value: string | undefined): string {
  const jobId = parseJobOption(value);
  if (jobId === null) throw new CommandError('--job is needed. See --help.');
  return jobId;
}
