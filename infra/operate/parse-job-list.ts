/**
 * Jobs as an operator hands them in: a JSON array (as `jobs list --json` prints it), or CSV with a header (RFC 4180) whose
 * columns are a job's members; several workers stand in one cell with blanks between.
 */
import { parse } from 'csv-parse/sync';
import { type JobDraft, JobFileError, parseJobDraft } from '../../origin/job-file.ts';
import { CommandError } from './command-error.ts';

/**
 * Reads the whole list before anything is written.
 * @throws {CommandError} when an entry is wrong; names it.
 */
export function parseJobList(text: string, file: string): readonly JobDraft[] {
  const isCsv = file.toLowerCase().endsWith('.csv');
  const entries = isCsv ? parseCsv(text, file) : parseJsonArray(text, file);
  const drafts = entries.map((entry, index) => parseEntry(entry, `${file}, ${isCsv ? 'row' : 'job'} ${index + 1}`));
  const known = new Set<string>();
  for (const { job_id } of drafts) {
    if (known.has(job_id)) throw new CommandError(`${file}: ${job_id} is there twice`);
    known.add(job_id);
  }
  return drafts;
}

/**
 * Reads what is given of one job.
 * @throws {CommandError} when something of it is wrong; begins with `place`.
 */
export function parseEntry(entry: unknown, place: string): JobDraft {
  try {
    return parseJobDraft(entry);
  } catch (error) {
    throw error instanceof JobFileError ? new CommandError(`${place}: ${error.message}`) : error;
  }
}

function parseJsonArray(text: string, file: string): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new CommandError(`${file}: not JSON`);
  }
  if (!Array.isArray(list)) throw new CommandError(`${file}: not a list of jobs`);
  return list;
}

/** An empty cell leaves its member as it is; in the columns of people it means: nobody. */
function parseCsv(text: string, file: string): readonly unknown[] {
  let rows: readonly Readonly<Record<string, string>>[];
  try {
    rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : 'not CSV'}`);
  }
  return rows.map(({ members, customer, required_stages, ...row }) => ({
    ...Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')),
    ...(members === undefined ? {} : { members: splitCell(members) }),
    ...(required_stages === undefined ? {} : { required_stages: splitCell(required_stages) }),
    ...(customer === undefined ? {} : { customer: customer === '' ? null : customer }),
  }));
}

function splitCell(cell: string): readonly string[] {
  return cell.split(/\s+/).filter((word) => word !== '');
}
