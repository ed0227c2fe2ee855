import { describe, expect, it } from 'vitest';
import type { ObjectVersion } from '../../../../../infra/local/aws/s3/object-version.ts';
import { compareKeys, createVersionIndex } from '../../../../../infra/local/aws/s3/version-index.ts';

function toVersion(key: string, sequence = 1): ObjectVersion {
  return {
    key,
    sequence,
    versionId: `v${sequence}`,
    lastModifiedMs: 0,
    isDeleteMarker: false,
    size: 0,
    etag: '',
    encryption: 'AES256',
    headers: {},
    tags: [],
    checksums: {},
  };
}

describe('compareKeys', () => {
  it('orders as the bytes of UTF-8 do, also beyond the first 65,536 characters', () => {
    const keys = ['', 'a', 'a/', 'ab', 'é', '\ud7ff', '\ue000', '\uffff', '🏠', '🏠a', '🏡'];
    const byBytes = [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect([...keys].reverse().sort(compareKeys)).toEqual(byBytes);
  });
});

describe('createVersionIndex', () => {
  it('lists from a key on, in order, whatever was put and removed between the listings', () => {
    const index = createVersionIndex();
    const listFrom = (first: string) => [...index.keysFrom(first)];
    for (const key of ['m', 'c', 'x', 'a']) index.put(toVersion(key));
    expect(listFrom('')).toEqual(['a', 'c', 'm', 'x']);
    expect(listFrom('c')).toEqual(['c', 'm', 'x']);
    expect(listFrom('d')).toEqual(['m', 'x']);
    index.put(toVersion('d'));
    index.put(toVersion('d', 2));
    index.remove(toVersion('m'));
    index.remove(toVersion('d', 1));
    expect(listFrom('b')).toEqual(['c', 'd', 'x']);
    index.remove(toVersion('d', 2));
    index.put(toVersion('b'));
    index.remove(toVersion('b'));
    expect(listFrom('')).toEqual(['a', 'c', 'x']);
    const many = Array.from({ length: 200 }, (_, number) => `k${String((number * 37) % 200).padStart(3, '0')}`);
    for (const key of many) index.put(toVersion(key));
    expect(listFrom('k')).toEqual([...many].sort().concat('x'));
  });
});
