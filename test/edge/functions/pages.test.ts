import { beforeAll, describe, expect, it } from 'vitest';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

let pages: ViewerFunction;

beforeAll(async () => {
  pages = await loadViewerFunction('pages');
});

describe('pages', () => {
  it.each([
    ['/', '/index.html'],
    ['/job/j-1', '/index.html'],
    ['/job/j-1/', '/index.html'],
    ['/problems', '/index.html'],
    ['/index.html', '/index.html'],
    ['/assets/app-3f2a.js', '/assets/app-3f2a.js'],
    ['/manifest.webmanifest', '/manifest.webmanifest'],
    ['/.well-known/x', '/index.html'],
    ['/staging', '/staging/index.html'],
    ['/staging/', '/staging/index.html'],
    ['/staging/job/j-1', '/staging/index.html'],
    ['/staging/assets/app-3f2a.js', '/staging/assets/app-3f2a.js'],
    ['/staging-notes', '/index.html'],
    ['/a.b/c', '/index.html'],
  ])('%s is %s', async (uri, file) => {
    expect((await pages.run({ uri })).uri).toBe(file);
  });
});
