/** Who a dispatcher may choose for a crew: everybody who is in one of the jobs that this page has seen. */
import type { CrewMember, Job } from '../../../edge/api.ts';
import { toPersonName } from '../parts/person-name.ts';
import type { AppState } from '../state/app-state.ts';

/** Each once, by name. */
export function listKnownPeople(
  { jobs, openJobs = {}, live, search }: Pick<AppState, 'jobs' | 'openJobs' | 'live' | 'search'>,
  besides: readonly CrewMember[] = [],
): readonly CrewMember[] {
  const seen: readonly Job[] = [
    ...(jobs.items ?? []),
    ...Object.values(openJobs),
    ...(live?.items ?? []),
    ...(search?.items ?? []),
  ];
  const people = new Map<string, string | null>();
  for (const { subject, name } of [...seen.flatMap(({ crew = [] }) => crew), ...besides]) {
    people.set(subject, name ?? people.get(subject) ?? null);
  }
  return [...people]
    .map(([subject, name]) => ({ subject, name }))
    .sort((a, b) => toPersonName(a).localeCompare(toPersonName(b)));
}
