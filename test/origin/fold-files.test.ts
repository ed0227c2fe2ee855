import { describe, expect, it } from 'vitest';
import { addFile, boundFiles, foldFiles, isAsPromised, MOST_LATER_UPLOADS } from '../../origin/fold-files.ts';
import type { PhotoFile } from '../../origin/records.ts';
import { fileOf, hashOf } from './core/develop-case.ts';

const preview = (letter: string, second: number, more: Partial<PhotoFile> = {}) =>
  fileOf(letter, second, { part: 'preview', ...more });
const original = (letter: string, second: number, more: Partial<PhotoFile> = {}) =>
  fileOf(letter, second, { part: 'original', ...more });
const fold = (...files: PhotoFile[]) => {
  const folded = foldFiles(files);
  if (!folded) throw new Error('no files');
  return folded;
};
const letters = (files: readonly PhotoFile[]) => files.map(({ sha256 }) => sha256.charAt(0)).join('');

describe('foldFiles', () => {
  it('makes the first whole file the photo, in whatever order they became known', () => {
    const files = [fileOf('b', 2), preview('a', 1), original('c', 3)];
    for (const order of [files, [...files].reverse()]) {
      const folded = fold(...order);
      expect([folded.main, folded.first].map(({ sha256 }) => sha256)).toEqual([hashOf('b'), hashOf('a')]);
    }
  });

  it('shows the preview for as long as there is nothing else', () => {
    expect(fold(preview('a', 1)).main.part).toBe('preview');
  });

  it('tells of two that came at one second by their keys', () => {
    expect(fold(fileOf('b', 1), fileOf('a', 1)).main.sha256).toBe(hashOf('a'));
  });

  it('takes for its own what the first ticket named, each under its part, and nothing else', () => {
    const named = { preview: hashOf('a'), photo: hashOf('b'), original: hashOf('c') };
    const folded = fold(preview('a', 1, { named }), fileOf('b', 2), original('c', 3), original('d', 4), fileOf('c', 5));
    expect([letters(folded.own), letters(folded.later), folded.original?.sha256]).toEqual(['abc', 'dc', hashOf('c')]);
  });

  it('takes the original of another picture for a later upload, however soon it comes', () => {
    const folded = fold(fileOf('a', 1, { named: { photo: hashOf('a') } }), original('b', 2));
    expect([folded.original, letters(folded.later)]).toEqual([null, 'b']);
  });

  it('lets no later ticket name anything', () => {
    const later = fileOf('b', 2, { named: { photo: hashOf('b'), original: hashOf('c') } });
    expect(letters(fold(fileOf('a', 1), later, original('c', 3)).later)).toBe('bc');
  });

  it('takes a preview that lands late for its own only if it was named', () => {
    expect(fold(fileOf('a', 1, { named: { preview: hashOf('p') } }), preview('p', 9)).preview?.sha256).toBe(
      hashOf('p'),
    );
    expect(fold(fileOf('a', 1), preview('p', 9)).preview).toBeNull();
    expect(fold(fileOf('a', 1), preview('p', 9)).main.sha256).toBe(hashOf('a'));
  });

  it('is nothing of nothing', () => {
    expect(foldFiles([])).toBeNull();
  });
});

describe('isAsPromised', () => {
  const named = { preview: hashOf('a'), photo: hashOf('b') };

  it.each([
    ['the photo that the preview named', [preview('a', 1, { named }), fileOf('b', 2)], true],
    ['a copy that was made anew after the phone had lost its own', [preview('a', 1, { named }), fileOf('c', 2)], false],
    ['an original in the place of the copy', [preview('a', 1, { named }), original('b', 2)], false],
    ['a photo of which only its own ticket spoke', [fileOf('a', 1)], true],
    ['a photo after a preview that named nothing else', [preview('a', 1), fileOf('b', 2)], null],
    ['a photo without any promise', [fileOf('a', 1, { is_declared: false })], null],
    [
      'the right bytes that S3 did not check',
      [preview('a', 1, { named }), fileOf('b', 2, { is_declared: false })],
      false,
    ],
  ])('of %s', (_, files, expected) => {
    const folded = fold(...files);
    expect(isAsPromised(folded, folded.main)).toBe(expected);
  });
});

describe('addFile', () => {
  it('changes nothing of what is known but the image', () => {
    const known = fileOf('a', 1, { title: 'first' });
    const again = fileOf('a', 9, { title: 'second' });
    expect(addFile([known], again)).toEqual([known]);
  });
});

describe('boundFiles', () => {
  it('keeps the first twenty later uploads, and says that there are more', () => {
    const later = (count: number) =>
      Array.from({ length: count }, (_, index) => fileOf('b', 2 + index, { key: `later-${index}` }));
    const whole = boundFiles(fold(fileOf('a', 1), ...later(MOST_LATER_UPLOADS)));
    expect([whole.files.length, whole.hasMore]).toEqual([21, false]);
    const cut = boundFiles(fold(fileOf('a', 1), ...later(MOST_LATER_UPLOADS + 1).reverse()));
    expect([cut.files.length, cut.files.at(-1)?.key, cut.hasMore]).toEqual([21, 'later-19', true]);
  });
});
