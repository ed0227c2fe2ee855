/** Photos, captures and jobs for tests of the screens' models: all facts have a value, those that matter are given. */
import type { Job, Photo } from '../../../edge/api.ts';
import type { EntryView } from '../../../site/outbox/entry.ts';

export function makePhoto(facts: Partial<Photo> = {}): Photo {
  return {
    photo_id: '00000000-0000-4000-8000-000000000001',
    key: 'jobs/j-1/00000000-0000-4000-8000-000000000001.jpg',
    part: 'photo',
    state: 'ready',
    title: null,
    stage: null,
    taken_at: '2026-11-22T10:00:00Z',
    taken_at_source: 'exif',
    uploaded_at: '2026-11-22T10:01:00Z',
    uploaded_by: 'user-1',
    uploaded_by_name: 'Wes Alvarado',
    type: 'image/jpeg',
    bytes: 400_000,
    width: 2048,
    height: 1536,
    placeholder: null,
    url: 'https://photos.example/jobs/j-1/p.jpg?Policy=a',
    thumb_url: 'https://photos.example/thumbs/j-1/p-320.webp?Policy=a',
    preview_url: 'https://photos.example/thumbs/j-1/p-1280.webp?Policy=a',
    sha256: 'ab'.repeat(32),
    verified: true,
    camera: null,
    location: null,
    revision: 1,
    ...facts,
  };
}

export function makeEntry(facts: Partial<EntryView> = {}): EntryView {
  return {
    id: 'capture-1',
    jobId: 'j-1',
    job: null,
    fileName: 'photo.jpg',
    state: 'saved',
    progress: 0,
    isPrepared: true,
    previewDelivered: false,
    title: null,
    stage: null,
    takenAt: '2026-11-22T10:00:00+00:00',
    bytes: 400_000,
    problem: null,
    photoId: null,
    nextTryAtMs: null,
    original: null,
    wasThere: false,
    isCutOff: false,
    ...facts,
  };
}

export function makeJob(facts: Partial<Job> = {}): Job {
  return {
    job_id: 'j-1',
    title: 'Garage clean-out',
    address: '12 Maple Ave',
    status: 'open',
    customer_name: null,
    scheduled_for: null,
    created_at: '2026-11-22T09:00:00Z',
    updated_at: '2026-11-22T09:00:00Z',
    required_stages: [],
    revision: 1,
    photo_count: 0,
    stages: { before: 0, load: 0, after: 0, receipt: 0, damage: 0 },
    last_photo_at: null,
    cover_url: null,
    can: ['view', 'upload'],
    ...facts,
  };
}
