/** A test of notes: a job with a photo, without a note on either, and what writes some. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { formatNotesFileKey, formatNotesKey, parseNotesFile } from '../../../origin/notes.ts';
import { formatPhotoRecordKey, type PhotoFile } from '../../../origin/records.ts';
import { edgeTest } from '../edge-test.ts';
import { NOW } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

export const NOTED_ID = numberedPhotoId(1);
export const ON_PHOTO = { jobId: 'j-1', photoId: NOTED_ID };
export const ON_JOB = { jobId: 'j-1', photoId: null };
export const PATHS = [
  ['a photo', `/photos/${NOTED_ID}/notes`, ON_PHOTO],
  ['the job', '/photos/notes', ON_JOB],
] as const;
export const [[, PHOTO_PATH], [, JOB_PATH]] = PATHS;

export const notesTest = edgeTest
  .extend('things', { auto: true }, async ({ world }) => {
    await world.remove(
      formatNotesKey(ON_PHOTO),
      formatNotesKey(ON_JOB),
      ...['j-2', 'j-theirs'].map((jobId) => formatPhotoRecordKey(jobId, NOTED_ID)),
    );
    await world.put(
      {
        ...toJobRecord('j-1', { members: ['worker-1', 'worker-2'], customer: 'customer-1' }),
        album_revision: 5,
      } as never,
      toJobRecord('j-2', { members: ['worker-1'] }),
      toJobRecord('j-theirs', { members: ['worker-9'] }),
      toPhotoRecord('j-1', NOTED_ID, { files: [FILE] }),
      toPhotoRecord('j-theirs', numberedPhotoId(9)),
    );
  })
  .extend(
    'ask',
    ({ edge, worker }) =>
      (
        method: 'GET' | 'POST' | 'DELETE',
        path: string,
        { token = worker, body = undefined as unknown, job = 'j-1', more = '' } = {},
      ) =>
        edge.ask(`${path}?job_id=${job}${more}`, { method, token, ...(body === undefined ? {} : { body }) }),
  )
  .extend('write', ({ ask }) => (path: string, note_id: string, text = 'Mind the step', token?: string) => {
    return ask('POST', path, { body: { note_id, text }, ...(token ? { token } : {}) });
  })
  .extend('readFile', ({ world }) => async (place: typeof ON_PHOTO | typeof ON_JOB) => {
    const get = new GetObjectCommand({ Bucket: 'shot-uploads', Key: formatNotesFileKey(place) });
    return parseNotesFile((await (await world.s3.send(get)).Body?.transformToString()) ?? '');
  });

const SHA256 = 'ab'.repeat(32);
const FILE: PhotoFile = {
  ...{ part: 'photo', key: `jobs/j-1/${NOTED_ID}/${SHA256}.jpg`, version_id: 'v1', sha256: SHA256, bytes: 4711 },
  ...{ type: 'image/jpeg', stored_at: NOW.toISOString(), is_declared: true, named: {}, uploaded_by: 'worker-1' },
  ...{ uploaded_by_name: 'Wes', title: 'A sofa', stage: 'before', taken_at: null, location: null },
};
