/** What the dashboard relies on of jobs: who gets to know of which, and how a dispatcher makes and changes one. */
import { expect, it } from 'vitest';
import { ROUTES } from '../../../edge/api.ts';
import { ask, type CaseRequest, expectProblem, type Got } from './ask-target.ts';
import { JOB, memberFaults } from './members.ts';

let count = 0;

const toJobId = () => {
  count += 1;
  return `j-of-case-${count}`;
};
const add = (json: unknown, asked: CaseRequest = {}) =>
  ask(ROUTES.jobs, { method: 'POST', as: 'dispatcher', json, ...asked });

function change(jobId: string, revision: number | null, json: unknown): Promise<Got> {
  const headers = revision === null ? {} : { 'if-match': `"${revision}"` };
  return ask(`${ROUTES.jobs}?job_id=${jobId}`, { method: 'PATCH', as: 'dispatcher', headers, json });
}

export function describeJobs(): void {
  it('is listed to who may see it, with what they may do there', async () => {
    const { status, headers, body } = await ask(ROUTES.jobs);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body.jobs.flatMap((job: unknown) => memberFaults(job, JOB))).toEqual([]);
    const can = new Map(body.jobs.map((job: { job_id: string; can: unknown }) => [job.job_id, job.can]));
    expect(can.get('j-open')).toEqual(['view', 'upload', 'edit', 'share']);
    expect(can.get('j-closed')).toEqual(['view', 'edit', 'share']);
    expect(can.has('j-other')).toBe(false);
  });

  it('is made once, however often the same is asked; of another nothing is made under its id', async () => {
    const job_id = toJobId();
    const asked = { job_id, title: 'Attic', address: '9 Pine Road', crew: [{ subject: 'wes', name: 'Wes' }] };
    const made = await add(asked);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect(memberFaults(made.body, JOB)).toEqual([]);
    expect(made.body).toMatchObject({ ...asked, status: 'open', revision: 1, can: expect.arrayContaining(['manage']) });
    const again = await add(asked);
    expect([again.status, again.body]).toEqual([200, made.body]);
    expectProblem(await add({ ...asked, title: 'Cellar' }), { status: 409, code: 'job-exists' });
    const { body } = await ask(`${ROUTES.jobs}?job_id=${job_id}`, { as: 'dispatcher' });
    expect(body.jobs).toMatchObject([{ title: 'Attic' }]);
  });

  describeJobChanges();
}

function describeJobChanges(): void {
  it('is changed at its revision, and the same change sent again gets the same response', async () => {
    const job_id = toJobId();
    await add({ job_id, title: 'Attic' });
    const first = await change(job_id, 1, { status: 'closed' });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
    expect(memberFaults(first.body, JOB)).toEqual([]);
    expect(first.body).toMatchObject({ job_id, title: 'Attic', status: 'closed', revision: 2 });
    expect(await change(job_id, 1, { status: 'closed' })).toMatchObject({ status: 200, body: first.body });
  });

  it('is not changed at another revision, and tells how it is now', async () => {
    const job_id = toJobId();
    await add({ job_id, title: 'Attic' });
    await change(job_id, 1, { title: 'Cellar' });
    const refused = await change(job_id, 1, { title: 'Roof' });
    expectProblem(refused, { status: 412, code: 'edited-meanwhile' });
    expect(memberFaults(refused.body.current, JOB)).toEqual([]);
    expect(refused.body.current).toMatchObject({ title: 'Cellar', revision: 2 });
    expectProblem(await change(job_id, null, { title: 'Roof' }), { status: 400, code: 'bad-request' });
  });

  describeRefusals();
}

function describeRefusals(): void {
  it('is closed without a stage that it must show only with a reason', async () => {
    const job_id = toJobId();
    await add({ job_id, title: 'Attic', required_stages: ['after'] });
    const refused = await change(job_id, 1, { status: 'closed' });
    expectProblem(refused, { status: 409, code: 'stages-missing' });
    expect(refused.body.errors).toMatchObject([{ pointer: '/reason' }]);
    const closed = await change(job_id, 1, { status: 'closed', reason: 'The customer was away.' });
    expect([closed.status, closed.body.status]).toEqual([200, 'closed']);
  });

  it('leads by name to who may be in the crew of another, for a dispatcher alone', async () => {
    await add({ job_id: toJobId(), title: 'Attic', crew: [{ subject: 'w-5', name: 'Vera' }] });
    const { status, body } = await ask(ROUTES.people, { as: 'dispatcher' });
    expect([status, body.people]).toEqual([200, expect.arrayContaining([{ subject: 'w-5', name: 'Vera' }])]);
    expectProblem(await ask(ROUTES.people), { status: 403, code: 'access-denied' });
  });

  it('is neither made nor changed by a worker', async () => {
    const refused = await add({ job_id: toJobId(), title: 'Mine' }, { as: 'worker' });
    expectProblem(refused, { status: 403, code: 'access-denied' });
    const path = `${ROUTES.jobs}?job_id=j-open`;
    const headers = { 'if-match': '"1"' };
    const changed = await ask(path, { method: 'PATCH', as: 'worker', headers, json: { title: 'Mine' } });
    expectProblem(changed, { status: 403, code: 'access-denied' });
  });

  it('of which something is wrong is refused, with a pointer to each place', async () => {
    const wrong = { job_id: toJobId(), title: '', crew: [{ subject: '*' }], owner: 'me' };
    const refused = await add(wrong);
    expectProblem(refused, { status: 400, code: 'bad-request' });
    const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual(['/crew/0/subject', '/owner', '/title']);
  });
}
