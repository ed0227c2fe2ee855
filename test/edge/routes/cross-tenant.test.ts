import { describe, expect } from 'vitest';
import { edgeTest } from '../edge-test.ts';
import { mintToken } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

const PHOTO = toPhotoRecord('j-theirs', numberedPhotoId(1));
const OTHERS = [
  ['a worker of another job', { sub: 'worker-1' }],
  ['a customer of another job', { sub: 'customer-1', roles: ['customer'] }],
  ['a dispatcher whose token is for another job', { sub: 'dispatcher-1', roles: ['dispatcher'], jobs: ['j-mine'] }],
  ['a dispatcher whose scope is another job', { sub: 'dispatcher-1', roles: ['dispatcher'], scope: 'job:j-mine' }],
  ['one of the job’s people in a role that nobody knows', { sub: 'worker-2', roles: ['owner'] }],
  ['one of the job’s people with an empty scope of actions', { sub: 'worker-2', scope: 'photos:none' }],
] as const;

const it = edgeTest.extend('askAll', ({ edge }) => (jobId: string, token: string) => {
  const photo = { id: 'capture-1', type: 'image/jpeg', size: 5 };
  const headers = { 'if-match': '0' };
  return Promise.all([
    edge.ask(`/upload-url?job_id=${jobId}`, { token }),
    edge.ask(`/upload-url?job_id=${jobId}&method=PUT&size=5`, { token }),
    edge.ask('/upload-url', { method: 'POST', token, body: { job_id: jobId, photos: [photo] } }),
    edge.ask(`/photos?job_id=${jobId}`, { token, headers: { 'if-none-match': '*' } }),
    edge.ask(`/photos/${PHOTO.photo_id}?job_id=${jobId}`, { method: 'PATCH', token, headers, body: { title: 'Mine' } }),
    edge.ask(`/photos/${PHOTO.photo_id}?job_id=${jobId}`, { method: 'DELETE', token }),
    edge.ask(`/photos/${PHOTO.photo_id}/restore?job_id=${jobId}`, { method: 'POST', token }),
    edge.ask(`/photos/${PHOTO.photo_id}/original?job_id=${jobId}`, { method: 'POST', token }),
    edge.ask(`/photos/${PHOTO.photo_id}/move?job_id=${jobId}`, {
      method: 'POST',
      token,
      headers,
      body: { job_id: 'j-mine' },
    }),
    ...[`/photos/${PHOTO.photo_id}/notes`, '/photos/notes'].flatMap((path) => [
      edge.ask(`${path}?job_id=${jobId}`, { token }),
      edge.ask(`${path}?job_id=${jobId}`, { method: 'POST', token, body: { note_id: 'note-mine', text: 'Mine' } }),
      edge.ask(`${path}?job_id=${jobId}&note_id=note-mine`, { method: 'DELETE', token }),
    ]),
    edge.ask(`/audit?job_id=${jobId}`, { token }),
    edge.ask('/links', { method: 'POST', token, body: { job_id: jobId, name: 'Me' } }),
    edge.ask(`/links?job_id=${jobId}`, { token }),
    edge.ask(`/links?job_id=${jobId}&link_id=${'a'.repeat(22)}`, { method: 'DELETE', token }),
    edge.ask('/jobs', { method: 'POST', token, body: { job_id: jobId, title: 'Mine' } }),
    edge.ask(`/jobs?job_id=${jobId}`, { method: 'PATCH', token, headers, body: { title: 'Mine' } }),
  ]);
});

it.beforeAll(({ world }) =>
  world.put(
    toJobRecord('j-mine', { members: ['worker-1'], customer: 'customer-1' }),
    toJobRecord('j-theirs', { members: ['worker-2'], customer: 'customer-2' }),
    PHOTO,
  ),
);

describe('attack: every route, another’s job', () => {
  it.for(OTHERS)(
    'refuses %s alike, whether the job exists or not, and changes nothing',
    async ([, claims], { world, askAll }) => {
      const token = await mintToken(claims);
      const [theirs, unknown] = [await askAll('j-theirs', token), await askAll('j-404', token)];
      const outcomes = [...theirs, ...unknown].map(({ status, body }) => [status, body.code, body.title, body.detail]);
      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      expect(outcomes[0]).toEqual([403, 'access-denied', 'You may not do this here.', undefined]);
      expect(await world.rows('j-theirs', 'PHOTO#')).toEqual([PHOTO]);
      expect(await world.rows('j-404', 'PHOTO#')).toEqual([]);
    },
  );

  it('is in the audit log of the job', async ({ world }) => {
    const entries = await world.audit('j-theirs');
    expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(['denied']));
    expect(new Set(entries.map(({ actor }) => actor)).size).toBe(4);
  });

  it('is in no audit log where the job was invented', async ({ world }) => {
    expect(await world.audit('j-404')).toEqual([]);
  });
});
