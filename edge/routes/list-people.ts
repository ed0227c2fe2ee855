/** GET /people: who may be chosen for a crew. For who may change jobs, and not by a token for single ones. */
import type { PeopleList } from '../api.ts';
import { mayMakeJobs } from '../core/access.ts';
import { type EdgeResponse, toJsonResponse } from '../core/exchange.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';
import { withGzip } from './with-gzip.ts';

/** @throws {AppError} when the caller may not make jobs: `access-denied` */
export async function listPeople({ request, principal, services }: RouteCall): Promise<EdgeResponse> {
  if (!mayMakeJobs(principal)) throw new AppError('access-denied');
  const { items, next } = await services.people.list(request.query.get('cursor'));
  const people = items.map(({ subject, name }) => ({ subject, name }));
  const list: PeopleList = { people, ...(next === null ? {} : { next }) };
  return withGzip(request, toJsonResponse(list));
}
