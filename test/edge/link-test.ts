/** Tests of customers' links: a job with people and photos, and what makes and opens a link to it. */
import type { MadeLink, OpenedLink } from '../../edge/api.ts';
import { LINK_SECRET } from '../../edge/link-api.ts';
import { edgeTest } from './edge-test.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from './records.ts';

export const CREW_PHOTO = toPhotoRecord('j-1', numberedPhotoId(1), { title: 'Sofa', stage: 'after' });
const SHA256 = 'cd'.repeat(32);

export const linkTest = edgeTest
  .extend('jobs', { scope: 'file' }, async ({ world }) => {
    await world.put(
      toJobRecord('j-1', { members: ['worker-1'], member_names: { 'worker-1': 'Wes' }, customer_phone: '555-0100' }),
      toJobRecord('j-2', { members: ['worker-1'] }),
      toJobRecord('j-full', { members: ['worker-1'] }),
      toJobRecord('j-closed', { members: ['worker-1'], status: 'closed' }),
      CREW_PHOTO,
    );
  })
  .extend('make', ({ edge, worker, jobs: _jobs }) => async (asked: object = {}): Promise<MadeLink> => {
    const body = { job_id: 'j-1', name: 'Maria', may: 'add', ...asked };
    return (await edge.ask('/links', { method: 'POST', token: worker, body })).body;
  })
  .extend('open', ({ edge }) => async ({ url }: Pick<MadeLink, 'url'>): Promise<OpenedLink> => {
    return (await edge.ask('/links/open', { method: 'POST', body: { secret: toFragment(url) } })).body;
  });

/** @throws {TypeError} when the address has no secret */
export function toFragment(url: string): string {
  const fragment = new URL(url).hash.slice(1);
  if (!LINK_SECRET.test(fragment)) throw new TypeError(`${url} has no secret`);
  return fragment;
}

export const toCapture = (number: number, more: object = {}) => ({
  id: `capture-${number}`,
  type: 'image/jpeg',
  size: 1000,
  sha256: SHA256,
  ...more,
});
