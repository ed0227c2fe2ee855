/**
 * The directory: everybody who is or was in a crew, by the name that a job last told of them. Written with the jobs, and made
 * again of their copies by a reindex.
 */
import type { JobFile } from './job-file.ts';
import type { RecordKey } from './record-key.ts';

export interface PersonRecord extends RecordKey {
  readonly subject: string;
  readonly name: string;
}

/** Partition of all of them. */
export const PEOPLE = 'PEOPLE';
const PERSON = 'PERSON#';

/** The rows of those whom the job knows by name. */
export function toPersonRows({ members, member_names }: JobFile): readonly PersonRecord[] {
  const names = new Map(Object.entries(member_names));
  return members.flatMap((subject) => {
    const name = names.get(subject);
    return name === undefined ? [] : [{ pk: PEOPLE, sk: PERSON + subject, subject, name }];
  });
}
