/** What the options of `npm run jobs -- put` say of one job. */
import type { JobDraft } from '../../origin/job-file.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { CommandError } from './command-error.ts';
import { parseEntry } from './parse-job-list.ts';

export interface JobOptions {
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly address?: string | undefined;
  readonly status?: string | undefined;
  readonly member?: readonly string[] | undefined;
  readonly name?: readonly string[] | undefined;
  readonly customer?: string | undefined;
  readonly 'customer-name'?: string | undefined;
  readonly 'scheduled-for'?: string | undefined;
}

/** @throws {CommandError} when something of it is wrong */
export function toDraft({ id, title, address, status, member, name, ...options }: JobOptions): JobDraft {
  if (id === undefined || !isJobId(id)) {
    throw new CommandError(`--id: ${id ?? 'none given,'} is no job id. See --help.`);
  }
  const { customer, 'customer-name': customerName, 'scheduled-for': scheduledFor } = options;
  const entry = {
    job_id: id,
    title,
    address,
    status,
    members: member?.filter((subject) => subject !== ''),
    member_names: name && Object.fromEntries(name.map(parseName)),
    customer: customer === '' ? null : customer,
    customer_name: customerName === '' ? null : customerName,
    scheduled_for: scheduledFor === '' ? null : scheduledFor,
  };
  return parseEntry(entry, id);
}

/** The name stands behind the last `=`: a subject may have one. */
function parseName(option: string): readonly [string, string] {
  const at = option.lastIndexOf('=');
  if (at < 1) throw new CommandError(`--name: ${option} is not SUB=NAME. See --help.`);
  return [option.slice(0, at), option.slice(at + 1)];
}
