import { describe, expect } from 'vitest';
import { mintToken } from '../issuer.ts';
import { toJobRecord } from '../records.ts';
import { jobTest as it } from './job-test.ts';

describe('attack: making and changing jobs', () => {
  const OTHERS = [
    ['a worker of the job', { sub: 'worker-1' }],
    ['its customer', { sub: 'customer-1', roles: ['customer'] }],
    ['somebody in a role that nobody knows', { sub: 'dispatcher-1', roles: ['owner'] }],
    ['somebody in no role', { sub: 'dispatcher-1', roles: [] }],
    ['a dispatcher whose token is for another job', { sub: 'dispatcher-1', roles: ['dispatcher'], jobs: ['j-mine'] }],
    ['a dispatcher whose scope is photos', { sub: 'd-1', roles: ['dispatcher'], scope: 'view upload edit delete' }],
    ['a worker whose scope says manage', { sub: 'worker-1', scope: 'view edit manage' }],
    ['a worker whose token names the job', { sub: 'worker-2', jobs: ['j-kept'] }],
  ] as const;

  it.for(OTHERS)('refuses %s', async ([, claims], { world, edge }) => {
    const kept = toJobRecord('j-kept', { members: ['worker-1'], customer: 'customer-1' });
    await world.put(kept);
    const token = await mintToken(claims);
    const body = { job_id: 'j-kept', title: 'Mine', crew: [{ subject: 'eve' }] };
    const headers = { 'if-match': '"1"' };
    const refused = await Promise.all([
      edge.ask('/jobs', { method: 'POST', token, body }),
      edge.ask('/jobs', { method: 'POST', token, body: { ...body, job_id: 'j-new' } }),
      edge.ask('/jobs?job_id=j-kept', { method: 'PATCH', token, headers, body: { crew: [{ subject: 'eve' }] } }),
      edge.ask('/jobs?job_id=j-404', { method: 'PATCH', token, headers, body: { title: 'Mine' } }),
    ]);
    expect(refused.map(({ status, body: { code } }) => [status, code])).toEqual(
      refused.map(() => [403, 'access-denied']),
    );
    expect(await world.rows('j-kept', '')).toEqual([kept]);
    expect(await world.rows('j-new', '')).toEqual([]);
  });

  it('lets a dispatcher whose token is for one job change that one', async ({ add, change, jobId }) => {
    const token = await mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'], jobs: [jobId], scope: 'manage' });
    expect((await add({}, token)).status).toBe(201);
    expect((await change(1, { title: 'Cellar' }, token)).status).toBe(200);
  });

  it.for<readonly [string, unknown, readonly string[]]>([
    ['everybody as a member', { crew: [{ subject: '*' }] }, ['/crew/0/subject']],
    ['nobody as a member', { crew: [{ subject: '' }, { name: 'Wes' }] }, ['/crew/0/subject', '/crew/1/subject']],
    ['a member that is no person', { crew: ['worker-1', null, [], 7] }, [0, 1, 2, 3].map((at) => `/crew/${at}`)],
    ['a member with more to it', { crew: [{ subject: 'w', role: 'dispatcher' }] }, ['/crew/0']],
    ['a name with control characters', { crew: [{ subject: 'w', name: 'a\u202eb' }] }, ['/crew/0/name']],
    ['a subject longer than any', { crew: [{ subject: 'é'.repeat(100) }] }, ['/crew/0/subject']],
    ['101 members', { crew: Array.from({ length: 101 }, (_, at) => ({ subject: `w${at}` })) }, ['/crew']],
    ['a list of members that is none', { crew: { length: 1, 0: { subject: 'w' } } }, ['/crew']],
    ['the prototype as a member', { crew: [JSON.parse('{"subject":"__proto__"}')] }, ['/crew/0/subject']],
    ['a prototype', JSON.parse('{"title":"x","__proto__":{"status":"closed"}}'), ['/__proto__']],
    ['a constructor', { constructor: { prototype: {} }, title: 'x' }, ['/constructor']],
    [
      'members that only the server sets',
      { revision: 9, made_of: 'x', created_at: 'x' },
      ['/revision', '/made_of', '/created_at'],
    ],
    ['wrong types', { title: 7, address: {}, status: ['open'] }, ['/title', '/address', '/status']],
    ['an address of 301 characters', { address: 'x'.repeat(301) }, ['/address']],
    ['a link for a telephone', { customer_phone: 'javascript:alert(1)' }, ['/customer_phone']],
    ['a time without its offset', { scheduled_for: '2026-01-05T10:00' }, ['/scheduled_for']],
    ['a stage that is none', { required_stages: ['after', 'during'] }, ['/required_stages/1']],
    ['a reason of 201 characters', { title: 'x', reason: 'x'.repeat(201) }, ['/reason']],
    ['nothing', {}, ['']],
    ['a list', [], ['']],
  ])('refuses %s, with a pointer to each place', async ([, body, pointers], { add, change, readCopy }) => {
    await add();
    const refused = await change(1, body as object);
    expect([refused.status, refused.body.code]).toEqual([400, 'bad-request']);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect((await readCopy()).revision).toBe(1);
  });

  it('tells no more than 20 of the members that nobody knows', async ({ change, add }) => {
    await add();
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`~/${at}`.padEnd(99, 'x'), 1]));
    const { status, text } = await change(1, many);
    expect([status, text.length < 10_000, text.includes('~0~1')]).toEqual([400, true, true]);
  });

  it.for([
    ['a body that was cut', { body: { title: 'x' }, isBodyTruncated: true }, 413],
    ['a body that is no JSON', { body: '{"title":' }, 400],
    ['no body', {}, 400],
  ] as const)('refuses %s', async ([, asking, status], { edge, dispatcher: token, jobId, add }) => {
    await add();
    const headers = { 'if-match': '"1"' };
    const refused = await edge.ask(`/jobs?job_id=${jobId}`, { method: 'PATCH', token, headers, ...asking });
    expect(refused.status).toBe(status);
  });

  it.for(['*', '"x"', 'W/"9999999999999999"', ''])(
    'takes %j for no revision',
    async (match, { edge, add, dispatcher, jobId }) => {
      await add();
      const headers = { 'if-match': match };
      const asked = { method: 'PATCH', token: dispatcher, headers, body: { title: 'x' } };
      expect((await edge.ask(`/jobs?job_id=${jobId}`, asked)).status).toBe(400);
    },
  );

  it('gives members of names that objects have no names that they do not have', async ({ add }) => {
    const { body } = await add({ crew: [{ subject: 'constructor' }, { subject: 'toString', name: 'To' }] });
    expect(body.crew).toEqual([
      { subject: 'constructor', name: null },
      { subject: 'toString', name: 'To' },
    ]);
  });

  it('writes a denial for who may not, in the log of the job', async ({ world, jobId, add, change, worker }) => {
    await add();
    await change(1, { title: 'Mine' }, worker);
    const denied = (await world.audit(jobId)).find(({ action }) => action === 'denied');
    expect(denied).toMatchObject({ actor: 'worker-1', detail: { action: 'manage', code: 'access-denied' } });
  });
});
