import { describe, expect, it } from 'vitest';
import { chooseSource } from '../../../site/offline/request-source.ts';

const ORIGIN = 'https://photos.example';
const ask = (path: string, isNavigation = false, method = 'GET') =>
  chooseSource({ url: new URL(path, ORIGIN).href, method, isNavigation, origin: ORIGIN });

describe('chooseSource', () => {
  it.each([
    '/',
    '/job/j-1',
    '/job/j-1?photo=x',
    '/live',
    '/problems',
    '/callback?code=1',
    '/?code=1&state=2',
    '/index.html',
  ])('opens the page %s from the shell', (path) => {
    expect(ask(path, true)).toBe('page');
  });

  it.each([
    '/staging',
    '/staging/job/j-1',
    '/jobs/j-1',
    '/photos',
    '/upload-url',
    '/notes.txt',
    '/form',
    '/l',
    '/links',
    '/form.html',
    '/shortcut',
    '/book',
    '/book/status',
    '/form-sent.html?bucket=b&key=k&etag=e',
  ])('leaves the navigation to %s to the network', (path) => {
    expect(ask(path, true)).toBe('network');
  });

  it('leaves what the plain pages ask for to the network', () => {
    expect(ask('/form.css')).toBe('network');
    expect(ask('/form', true, 'POST')).toBe('network');
    expect(ask('/upload', true, 'POST')).toBe('network');
  });

  it('takes what another app shares, and leads to the job that was open last', () => {
    expect(ask('/share', true, 'POST')).toBe('shared');
    expect(ask('/share', false, 'POST')).toBe('network');
    expect(ask('/last-job', true)).toBe('last-job');
  });

  it('takes assets from the shell, also of an older version', () => {
    expect(ask('/assets/main-ABC.js')).toBe('shell');
    expect(ask('/manifest.webmanifest')).toBe('shell');
  });

  it.each(['/jobs/j-1/a/0a.jpg?Policy=x', '/thumbs/j-1/a/0b-320.webp?Policy=x', '/jobs/j-1/a/0b.heic'])(
    'keeps the image %s',
    (path) => {
      expect(ask(path)).toBe('image');
      expect(ask(path, true)).toBe('image');
    },
  );

  it.each(['/jobs', '/photos?job_id=j-1', '/upload-url?job_id=j-1', '/service-worker.js'])(
    'never answers for %s',
    (path) => {
      expect(ask(path)).toBe('network');
    },
  );

  it('never touches what sends, or another origin', () => {
    expect(ask('/upload', false, 'POST')).toBe('network');
    expect(ask('/thumbs/j-1/a/0b-320.webp', false, 'PUT')).toBe('network');
    expect(ask('https://issuer.example/assets/main.js')).toBe('network');
  });

  it('keeps the configuration', () => {
    expect(ask('/config.json')).toBe('config');
  });
});
