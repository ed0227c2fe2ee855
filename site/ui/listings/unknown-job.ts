/** A job of which the edge has told nothing. */
import type { Job } from '../../../edge/api.ts';

export const UNKNOWN_JOB = {
  status: 'open',
  customer_name: null,
  scheduled_for: null,
  required_stages: [],
  created_at: '',
  updated_at: '',
  revision: 0,
  photo_count: 0,
  stages: { before: 0, load: 0, after: 0, receipt: 0, damage: 0 },
  last_photo_at: null,
  cover_url: null,
  can: [],
} as const satisfies Partial<Job>;
