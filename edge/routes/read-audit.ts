/** GET /audit: the trail of a job, newest first, for dispatchers. */
import type { AuditPage } from '../api.ts';
import { type Answer, toJsonAnswer } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import type { Call } from '../router.ts';
import { admit } from './admit.ts';

export async function readAudit(call: Call): Promise<Answer> {
  const jobId = parseJobQuery(call.request.query);
  await admit(call, jobId, 'audit');
  const { items, next } = await call.services.trail.list(jobId, call.request.query.get('cursor'));
  const entries = items.map(({ pk: _pk, sk: _sk, job_id: _job, ...entry }) => entry);
  const page: AuditPage = { job_id: jobId, entries, ...(next === null ? {} : { next }) };
  return toJsonAnswer(page);
}
