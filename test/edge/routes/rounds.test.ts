import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuditBudget } from '../../../edge/core/audit-budget.ts';
import type { EdgeRequest } from '../../../edge/core/exchange.ts';
import type { EdgeServices } from '../../../edge/core/ports.ts';
import type { Principal } from '../../../edge/core/principal.ts';
import type { RouteCall } from '../../../edge/core/route.ts';
import { issueOneTicket, issueTickets } from '../../../edge/routes/issue-tickets.ts';
import type { JobRecord } from '../../../origin/records.ts';
import { NOW, TOKEN_POLICY } from '../issuer.ts';
import { toJobRecord } from '../records.ts';

const JOB = toJobRecord('j-1', { members: ['worker-1'] });
const BODY = {
  job_id: 'j-1',
  photos: [1, 2, 3].map((number) => ({ id: `capture-${number}`, type: 'image/jpeg', size: number })),
};

/**
 * Services that respond only when released, all that were asked until then at once: what is counted is what a table on the
 * other side of an ocean costs. Real services can be made slow, but not to say who waited for whom.
 */
function createFarServices(job: JobRecord | null) {
  const rounds: string[][] = [];
  let asked: { name: string; release: () => void }[] = [];
  const ask = <T>(name: string, value: T) =>
    new Promise<T>((resolve) => asked.push({ name, release: () => resolve(value) }));
  const services = {
    jobs: { readRow: () => ask('read job', { job, album: {} }) },
    photos: {
      readAnnounced: () => ask('read announced', { turn: 0, announced: [], come: new Set(), moved: new Map() }),
      announce: () => ask('announce', undefined),
    },
    auditLog: {
      append: ({ action }: { action: string }) => ask(action, undefined),
      appendFirst: ({ action }: { action: string }) => ask(action, undefined),
    },
    auditBudget: createAuditBudget(),
    bucketAddress: { bucket: 'b', region: 'us-east-1', endpoint: null },
    readCredentials: () => ({ accessKeyId: 'A', secretAccessKey: 's' }),
    readClockMs: () => Date.now(),
    createUuid: randomUUID,
  } as unknown as EdgeServices;
  const play = async (outcome: Promise<unknown>) => {
    let isOver = false;
    outcome.then(
      () => (isOver = true),
      () => (isOver = true),
    );
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      const round = asked;
      asked = [];
      if (round.length > 0) rounds.push([...new Set(round.map(({ name }) => name))].sort());
      for (const { release } of round) release();
    }
    return rounds;
  };
  return { services, play };
}

function toCall(principal: Partial<Principal>, services: EdgeServices): RouteCall {
  const request: EdgeRequest = {
    method: 'POST',
    path: '/upload-url',
    query: new URLSearchParams('job_id=j-1'),
    headers: {},
    body: Buffer.from(JSON.stringify(BODY)),
    isBodyTruncated: false,
    requestId: 'r-1',
    origin: 'https://photos.example.com',
    from: { country: null, address: null },
  };
  return {
    request,
    params: {},
    principal: { subject: 'worker-1', name: null, roles: ['worker'], jobs: null, scope: null, ...principal },
    config: { upload_via: 'edge', token: TOKEN_POLICY } as RouteCall['config'],
    now: NOW,
    services,
    counters: { ticketsIssued: 0 },
  };
}

describe('rounds of calls', () => {
  const READ = ['read announced', 'read job'];
  const CLOSED = { ...JOB, status: 'closed' } as const;

  it.each([
    ['POST', 'two, where the token names its jobs', ['j-1'], JOB, [READ, ['announce', 'tickets-issued']]],
    ['POST', 'two, where the record decides', null, JOB, [READ, ['announce', 'tickets-issued']]],
    ['POST', 'nothing announced in another’s job', null, { ...JOB, members: [] }, [READ, ['denied']]],
    ['POST', 'nothing announced in a job that is not there', null, null, [READ]],
    ['POST', 'nothing announced in a closed job', null, CLOSED, [READ, ['denied']]],
    ['POST', 'nothing announced there, where the token let into a closed job', ['j-1'], CLOSED, [READ, ['denied']]],
    ['POST', 'nothing announced where the token names others', ['j-2'], JOB, [READ, ['denied']]],
    ['POST', 'not even logged there, where no job is', ['j-2'], null, [READ]],
    ['GET', 'one, and nothing written', ['j-1'], JOB, [['read job']]],
    ['GET', 'one, where the record decides', null, JOB, [['read job']]],
  ] as const)('%s: %s', async (method, _, jobs, job, expected) => {
    const { services, play } = createFarServices(job);
    const issue = method === 'GET' ? issueOneTicket : issueTickets;
    expect(await play(issue(toCall({ jobs }, services)))).toEqual(expected);
  });
});
