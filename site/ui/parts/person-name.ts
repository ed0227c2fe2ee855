/** What a member of a crew is called: by name where one is known. */
import type { CrewMember } from '../../../edge/api.ts';

export function toPersonName({ subject, name }: CrewMember): string {
  return name ?? subject;
}
