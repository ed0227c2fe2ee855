import { describe, expect } from 'vitest';
import { formatJobKey } from '../../../origin/record-key.ts';
import { mintToken } from '../issuer.ts';
import { toJobRecord } from '../records.ts';
import { jobTest as it } from './job-test.ts';

describe('addJob', () => {
  it('makes a job that its crew and its customer find, with its copy and its entry', async ({
    world,
    edge,
    jobId,
    add,
    readCopy,
    worker,
    customer,
  }) => {
    const made = await add();
    expect([made.status, made.headers.etag]).toEqual([201, '"1"']);
    expect(await readCopy()).toMatchObject({
      job_id: jobId,
      members: ['worker-1'],
      customer: 'customer-1',
      revision: 1,
    });
    for (const token of [worker, customer]) {
      const { body } = await edge.ask('/jobs?q=attic', { token });
      expect(body.jobs.map(({ job_id }: { job_id: string }) => job_id)).toContain(jobId);
    }
    const [entry] = await world.audit(jobId);
    expect(entry).toMatchObject({
      action: 'job-made',
      actor: 'dispatcher-1',
      detail: { title: 'Attic', joined: 'Wes' },
    });
  });

  it('is the same job when the request comes again, in any order of its members, and after a change', async ({
    add,
    change,
    actions,
  }) => {
    await add({ title: 'Attic', address: '9 Pine Road' });
    await change(1, { title: 'Cellar' });
    const again = await add({ address: '9 Pine Road', title: 'Attic' });
    expect([again.status, again.body.title, again.body.revision]).toEqual([200, 'Cellar', 2]);
    // Of one instant: the log has no order for them.
    expect((await actions()).toSorted()).toEqual(['job-changed', 'job-made']);
  });

  it('is made once of requests that come at once', async ({ add, actions }) => {
    const made = await Promise.all([add(), add(), add()]);
    expect(made.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(await actions()).toEqual(['job-made']);
  });

  it('refuses the id of a job that was made otherwise', async ({ world, edge, dispatcher }) => {
    await world.put(toJobRecord('j-put'));
    const refused = await edge.ask('/jobs', {
      method: 'POST',
      token: dispatcher,
      body: { job_id: 'j-put', title: 'x' },
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'job-exists']);
  });

  it('leaves what photos have counted already, of a job that a token alone knew', async ({ world, jobId, add }) => {
    const counted = { photo_count: 3, photos_after: 3, album_revision: 5 };
    await world.put({ ...formatJobKey(jobId), ...counted });
    expect((await add()).body).toMatchObject({ photo_count: 3, stages: { after: 3 } });
    expect(await world.rows(jobId, 'JOB')).toMatchObject([{ album_revision: 5, title: 'Attic' }]);
  });
});

describe('changeJob', () => {
  it('gives the job to another crew: who has left finds it no more', async ({
    edge,
    world,
    jobId,
    add,
    change,
    worker,
  }) => {
    await add({ title: 'Quince' });
    const nadia = await mintToken({ sub: 'worker-2' });
    const changed = await change(1, { crew: [{ subject: 'worker-2', name: 'Nadia' }] });
    expect(changed.body.crew).toEqual([{ subject: 'worker-2', name: 'Nadia' }]);
    expect((await edge.ask(`/jobs?job_id=${jobId}`, { token: worker })).body.jobs).toEqual([]);
    expect((await edge.ask('/jobs?q=quince', { token: nadia })).body.jobs).toHaveLength(1);
    expect((await edge.ask('/jobs?q=quince', { token: worker })).body.jobs).toEqual([]);
    expect((await world.rows(jobId, 'MEMBER#')).map(({ sk }) => sk)).toEqual(['MEMBER#customer-1', 'MEMBER#worker-2']);
    const entry = (await world.audit(jobId)).find(({ action }) => action === 'job-changed');
    expect(entry?.detail).toEqual({ revision: 2, changed: 'members', joined: 'Nadia', left: 'Wes' });
  });

  it('logs a crew of names too long to be told whole, and halves no character of them', async ({
    world,
    jobId,
    add,
  }) => {
    const crew = [0, 1, 2, 3, 4, 5, 6].map((index) => ({
      subject: `worker-${index}`,
      name: `${index === 0 ? 'a' : ''}${'😀'.repeat(40)}`,
    }));
    expect((await add({ crew })).status).toBe(201);
    const joined = String((await world.audit(jobId))[0]?.detail.joined);
    expect([joined.length, joined.isWellFormed()]).toEqual([500, true]);
  });

  it.for(['closed', 'cancelled', 'pending'])(
    'takes no photos into a job that is %s, until it is open again',
    async (status, { edge, jobId, add, change, worker }) => {
      await add();
      await change(1, { status });
      const upload = () => edge.ask(`/upload-url?job_id=${jobId}`, { token: worker });
      expect((await upload()).body.code).toBe('job-closed');
      await change(2, { status: 'open' });
      expect((await upload()).status).toBe(200);
    },
  );

  it('loses no change of two who change it at once: one of them is told how it is now', async ({
    add,
    change,
    readCopy,
  }) => {
    await add();
    const both = await Promise.all([change(1, { title: 'Cellar' }), change(1, { address: '1 Elm' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const [won, lost] = both.toSorted((a, b) => a.status - b.status);
    expect(lost?.body.current).toMatchObject({ title: won?.body.title, address: won?.body.address, revision: 2 });
    expect(await readCopy()).toMatchObject({ revision: 2, title: won?.body.title, address: won?.body.address });
  });

  it('changes nothing, and logs nothing, where all is so already', async ({ add, change, actions }) => {
    await add();
    expect((await change(1, { title: 'Attic' })).body.revision).toBe(1);
    expect(await actions()).toEqual(['job-made']);
  });

  it('is told with its reason why it was closed without a stage', async ({ world, jobId, add, change }) => {
    await add({ required_stages: ['after', 'before'] });
    expect((await change(1, { status: 'closed', reason: '  ' })).body.code).toBe('stages-missing');
    await change(1, { status: 'closed', reason: 'Dark by then' });
    const entry = (await world.audit(jobId)).find(({ action }) => action === 'job-changed');
    expect(entry?.detail).toMatchObject({ status: 'closed', missing: 'before after', reason: 'Dark by then' });
  });

  it('asks for no reason where every required stage shows', async ({ world, jobId, add, change }) => {
    await world.put({ ...formatJobKey(jobId), ...{ photos_after: 1 } });
    await add({ required_stages: ['after'] });
    expect((await change(1, { status: 'closed' })).status).toBe(200);
  });

  it('keeps how the customer is reached from the log, and from who only views', async ({
    edge,
    world,
    jobId,
    add,
    customer,
    worker,
  }) => {
    await add({ customer_phone: '+1 555 0100', customer_email: 'tom@example.com' });
    expect(JSON.stringify(await world.audit(jobId))).not.toMatch(/555|tom@/);
    const seen = async (token: string) => (await edge.ask(`/jobs?job_id=${jobId}`, { token })).body.jobs[0];
    expect(await seen(worker)).toMatchObject({ customer_phone: '+1 555 0100' });
    expect(await seen(worker)).not.toHaveProperty('customer');
    for (const name of ['customer_phone', 'customer_email', 'customer', 'crew']) {
      expect(await seen(customer)).not.toHaveProperty(name);
    }
  });
});
