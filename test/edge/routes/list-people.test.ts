import { describe, expect } from 'vitest';
import { mintToken } from '../issuer.ts';
import { jobTest as it } from './job-test.ts';

const namesOf = (body: { people: { subject: string; name: string }[] }) =>
  new Map(body.people.map(({ subject, name }) => [subject, name]));

describe('GET /people', () => {
  it('knows everybody who is or was in a crew by the name that was told last', async ({
    edge,
    add,
    change,
    dispatcher,
  }) => {
    await add({ crew: [{ subject: 'w-7', name: 'Wes' }, { subject: 'w-8' }] });
    await change(1, { crew: [{ subject: 'w-9', name: 'Nadia' }] });
    await change(2, { crew: [{ subject: 'w-9', name: 'Nadia Brooks' }] });
    const { status, body } = await edge.ask('/people', { token: dispatcher });
    expect([status, namesOf(body).get('w-7'), namesOf(body).get('w-9')]).toEqual([200, 'Wes', 'Nadia Brooks']);
    expect(namesOf(body).has('w-8')).toBe(false);
  });
});

describe('attack: the directory', () => {
  it.for([
    ['a worker', { sub: 'worker-1' }],
    ['a customer', { sub: 'customer-1', roles: ['customer'] }],
    ['a dispatcher whose token is for one job', { sub: 'dispatcher-1', roles: ['dispatcher'], jobs: ['j-1'] }],
    ['a dispatcher whose scope is photos', { sub: 'dispatcher-1', roles: ['dispatcher'], scope: 'view upload edit' }],
    ['somebody in a role that nobody knows', { sub: 'dispatcher-1', roles: ['owner'] }],
  ] as const)('tells nothing to %s', async ([, claims], { edge }) => {
    const { status, body } = await edge.ask('/people', { token: await mintToken(claims) });
    expect([status, body.code, body.people]).toEqual([403, 'access-denied', undefined]);
  });

  it('takes no cursor into another partition', async ({ edge, dispatcher }) => {
    const key = { pk: { S: 'JOB#j-1' }, sk: { S: 'JOB' } };
    const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
    const { status, body } = await edge.ask(`/people?cursor=${cursor}`, { token: dispatcher });
    expect([status, body.code]).toEqual([400, 'bad-request']);
  });
});
