/** Records of the table, made with what a test cares for. */
import { withAlbumPlace } from '../../origin/album-index.ts';
import { formatAnnouncementKey } from '../../origin/announcement.ts';
import { EVERY_JOB, formatActivitySort, formatMemberSort } from '../../origin/job-records.ts';
import { formatJobKey, formatPhotoRecordKey, type JobRecord, type PhotoRecord } from '../../origin/records.ts';
import { NOW, NOW_SECONDS } from './issuer.ts';

export function toJobRecord(jobId: string, facts: Partial<JobRecord> = {}): JobRecord {
  const created_at = facts.created_at ?? '2026-11-20T08:00:00.000Z';
  return {
    ...formatJobKey(jobId),
    job_id: jobId,
    title: `Job ${jobId}`,
    address: '1 Main St',
    status: 'open',
    members: [],
    member_names: {},
    customer: null,
    customer_name: null,
    customer_phone: null,
    customer_email: null,
    scheduled_for: null,
    required_stages: [],
    created_at,
    updated_at: created_at,
    revision: 1,
    made_of: null,
    member: EVERY_JOB,
    member_sort: formatMemberSort(created_at, jobId),
    activity_sort: formatActivitySort({ job_id: jobId, created_at }),
    ...facts,
  };
}

/** A UUID that ends in a number. */
export function numberedPhotoId(number: number): string {
  return `00000000-0000-8000-8000-${String(number).padStart(12, '0')}`;
}

/** As the table keeps it, with its place in the album. */
export function toPhotoRecord(jobId: string, photoId: string, facts: Partial<PhotoRecord> = {}): PhotoRecord {
  return withAlbumPlace({
    ...formatPhotoRecordKey(jobId, photoId),
    job_id: jobId,
    photo_id: photoId,
    key: `jobs/${jobId}/${photoId}/${'ab'.repeat(32)}.jpg`,
    part: 'photo',
    state: 'ready',
    type: 'image/jpeg',
    title: 'A sofa',
    stage: 'before',
    taken_at: '2026-11-22T09:00:00-05:00',
    taken_at_source: 'exif',
    uploaded_at: NOW.toISOString(),
    uploaded_by: 'worker-1',
    uploaded_by_name: 'Wes',
    bytes: 4711,
    width: 4000,
    height: 3000,
    placeholder: 'aGFzaA==',
    sha256: 'ab'.repeat(32),
    verified: true,
    camera: 'Phone 1',
    location: { latitude: 1.5, longitude: 2.5 },
    version_id: 'v1',
    images_of: facts.state === undefined || facts.state === 'ready' ? 'ab'.repeat(32) : null,
    files: [],
    files_digest: '',
    revision: 0,
    ...facts,
  });
}

/** The row of a photo that is announced and has not come. */
export function toAnnouncementRow(jobId: string, photoId: string, facts: Partial<PhotoRecord> = {}): PhotoRecord {
  const { uploaded_by = 'worker-1' } = facts;
  const expires_at = NOW_SECONDS + 86_400;
  const arriving = { state: 'arriving', uploaded_at: null, bytes: 10, version_id: null, expires_at } as const;
  const record = toPhotoRecord(jobId, photoId, { ...arriving, images_of: null, ...facts });
  return { ...record, ...formatAnnouncementKey(jobId, uploaded_by, photoId) };
}
