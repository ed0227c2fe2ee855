import { describe, expect, it } from 'vitest';
import {
  createUniqueNames,
  type NamedPhoto,
  toNamePart,
  toPhotoFileName,
} from '../../../site/export/photo-file-name.ts';

const KITCHEN: NamedPhoto = {
  at: '2026-11-30T14:05:09.123-05:00',
  stage: 'Before',
  by: 'Ana',
  title: 'kitchen',
  extension: 'jpg',
};
const name = (facts: Partial<NamedPhoto>) => toPhotoFileName({ ...KITCHEN, ...facts }, 'Photo');

describe('toPhotoFileName', () => {
  it('tells when it was there, which stage, by whom and what', () => {
    expect(name({})).toBe('2026-11-30 14.05 Before – Ana – kitchen.jpg');
    expect(name({ by: null })).toBe('2026-11-30 14.05 Before – kitchen.jpg');
    expect(name({ stage: null, title: null, extension: 'heic' })).toBe('2026-11-30 14.05 Ana.heic');
    expect(name({ at: null })).toBe('Before – Ana – kitchen.jpg');
    expect(name({ at: 'soon', stage: null, by: null, title: null })).toBe('Photo.jpg');
  });

  it('cuts what is too long, and stays under 255 characters with every part at its longest', () => {
    const long = name({ title: '🏠'.repeat(200), by: 'y'.repeat(200) });
    expect(long).toContain('🏠'.repeat(80));
    expect(long.length).toBeLessThan(255);
  });
});

describe('attack: a title that is a path, a device or an extension of its own', () => {
  it.each([
    ['../../etc/passwd', 'etc passwd'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
    ['ends with dots. . .', 'ends with dots'],
    ['new\r\nline\u0000 and \u202egpj.exe', 'new line and gpj.exe'],
    ['   ', ''],
  ])('makes %j harmless', (title, expected) => {
    expect(toNamePart(title)).toBe(expected);
  });

  it('never begins with what Windows reserves, and always ends with the photo’s own extension', () => {
    expect(name({ at: null, stage: null, by: null, title: 'CON' })).toBe('Photo CON.jpg');
    expect(name({ title: 'CON' })).toBe('2026-11-30 14.05 Before – Ana – CON.jpg');
    expect(name({ title: 'x.exe' })).toBe('2026-11-30 14.05 Before – Ana – x.exe.jpg');
  });
});

describe('createUniqueNames', () => {
  it('gives each name once, whatever its case', () => {
    const unique = createUniqueNames();
    const names = ['a.jpg', 'A.jpg', 'a.jpg', 'a (2).jpg', 'a.heic'].map(unique);
    expect(names).toEqual(['a.jpg', 'A (2).jpg', 'a (3).jpg', 'a (2) (2).jpg', 'a.heic']);
    expect(new Set(names.map((each) => each.toLowerCase())).size).toBe(5);
  });
});
