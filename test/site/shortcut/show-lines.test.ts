import { describe, expect, it } from 'vitest';
import { readLines } from '../../../site/shortcut/show-lines.ts';

const SITE = 'https://photos.example';
const KEY = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ3LTEifQ.c2lnbmVk-_';

describe('readLines', () => {
  it('makes the two lines of what stands behind the # of the link', () => {
    expect(readLines(`#job=j-1&key=${KEY}`, SITE)).toEqual({
      address: 'https://photos.example/upload-url?job_id=j-1&method=PUT',
      key: KEY,
    });
  });

  it('shows none without a link', () => {
    expect(readLines('', SITE)).toBeNull();
    expect(readLines('#job=j-1', SITE)).toBeNull();
  });
});

describe('attack: a link with other words in it', () => {
  it.each([
    ['another address', `#job=j-1%26x%3D//evil.example&key=${KEY}`],
    ['a path', `#job=../x&key=${KEY}`],
    ['words for a key', '#job=j-1&key=Call%20this%20number'],
    ['markup', '#job=j-1&key=%3Cscript%3E.a.b'],
    ['an endless job', `#job=${'j'.repeat(65)}&key=${KEY}`],
  ])('shows nothing of %s', (_what, hash) => {
    expect(readLines(hash, SITE)).toBeNull();
  });
});
