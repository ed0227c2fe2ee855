import { describe, expect, it } from 'vitest';
import { normalisePath, parsePathPattern } from '../../../../../infra/local/aws/cloudfront/path-pattern.ts';

describe('parsePathPattern', () => {
  it.each([
    ['*', '/', true],
    ['*', '/a/b', true],
    ['/jobs/*', '/jobs/', true],
    ['/jobs/*', '/jobs', false],
    ['jobs/*', '/jobs/a/b.jpg', true],
    ['/jobs', '/jobs', true],
    ['/jobs', '/jobs/', false],
    ['/jobs', '/Jobs', false],
    ['*.jpg', '/a/b.jpg', true],
    ['*.jpg', '/a/b.jpeg', false],
    ['/a?c', '/abc', true],
    ['/a?c', '/a/c', true],
    ['/a?c', '/ac', false],
    ['/a.c', '/abc', false],
    ['/a+(b)', '/a+(b)', null],
    ['/a+b', '/aab', false],
  ])('%s for %s: %s', (pattern, path, fits) => {
    if (fits === null) expect(() => parsePathPattern(pattern, 'p')).toThrow('p: not a path pattern');
    else expect(parsePathPattern(pattern, 'p').test(path)).toBe(fits);
  });
});

describe('normalisePath', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a//b', '/a/b'],
    ['/a/./b', '/a/b'],
    ['/a/../b', '/b'],
    ['/../../a', '/a'],
    ['/a/..', '/'],
    ['/a/b/', '/a/b/'],
    ['/%6Aobs/x', '/jobs/x'],
    ['/a/%2e%2e/b', '/b'],
    ['/a%2fb', '/a%2Fb'],
    ['/%ZZ', '/%ZZ'],
    ['//', '/'],
  ])('%s is %s', (raw, normal) => {
    expect(normalisePath(raw)).toBe(normal);
  });
});
