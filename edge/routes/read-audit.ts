/** GET /audit: the audit log of a job, newest first, for dispatchers. */
import type { AuditPage } from '../api.ts';
import { type EdgeResponse, toJsonResponse } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import type { RouteCall } from '../core/route.ts';
import { admit } from './admit.ts';

export async function readAudit(call: RouteCall): Promise<EdgeResponse> {
  const jobId = parseJobQuery(call.request.query);
  await admit(call, jobId, 'audit');
  const { items, next } = await call.services.auditLog.list(jobId, call.request.query.get('cursor'));
  const entries = items.map(({ pk: _pk, sk: _sk, job_id: _job, ...event }) => event);
  const page: AuditPage = { job_id: jobId, entries, ...(next === null ? {} : { next }) };
  return toJsonResponse(page);
}
