import { describe, expect, it } from 'vitest';
import { formatRoute, type PageRoute, parseRoute } from '../../../../site/ui/navigation/page-route.ts';

const PHOTO = '0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b';
const at = (path: string) => parseRoute(new URL(path, 'https://photos.example'));

describe('parseRoute', () => {
  it.each<[string, PageRoute]>([
    ['/', { page: 'jobs' }],
    ['/index.html', { page: 'jobs' }],
    ['/live', { page: 'live' }],
    ['/job/j-1', { page: 'job', jobId: 'j-1', photoId: null }],
    ['/job/j-1/', { page: 'job', jobId: 'j-1', photoId: null }],
    [`/job/j-1?photo=${PHOTO}`, { page: 'job', jobId: 'j-1', photoId: PHOTO }],
    ['/job/j-1/history', { page: 'history', jobId: 'j-1' }],
    ['/job/j-1/deleted', { page: 'deleted', jobId: 'j-1' }],
    ['/problems', { page: 'problems', code: null }],
    ['/problems#job-closed', { page: 'problems', code: 'job-closed' }],
  ])('%s', (path, route) => {
    expect(at(path)).toEqual(route);
  });

  it('leads nowhere, and says so, for what it does not know', () => {
    for (const path of ['/nothing', '/job', '/job/j-1/more', '/job/j-1/history/x', '/live/x'])
      expect(at(path)).toEqual({ page: 'problems', code: 'nowhere' });
  });

  it('ignores a photo that is none', () => {
    expect(at('/job/j-1?photo=1')).toEqual({ page: 'job', jobId: 'j-1', photoId: null });
  });
});

describe('attack: hostile addresses', () => {
  it.each(['/job/..%2fadmin', '/job/%00', '/job/j%201', '/job/<b>', `/job/${'a'.repeat(65)}`])(
    '%s is no job',
    (path) => {
      expect(at(path)).toEqual({ page: 'problems', code: 'nowhere' });
    },
  );
});

describe('formatRoute', () => {
  const routes: readonly PageRoute[] = [
    { page: 'jobs' },
    { page: 'live' },
    { page: 'job', jobId: 'j-1', photoId: null },
    { page: 'job', jobId: 'j-1', photoId: PHOTO },
    { page: 'history', jobId: 'j-1' },
    { page: 'deleted', jobId: 'j-1' },
    { page: 'problems', code: 'internal' },
  ];

  it.each(routes)('is read back the same: $page', (route) => {
    expect(at(formatRoute(route))).toEqual(route);
  });

  it('never takes a path of the API', () => {
    for (const route of routes) expect(formatRoute(route)).not.toMatch(/^\/(jobs|photos|upload|audit|thumbs)/);
  });
});
