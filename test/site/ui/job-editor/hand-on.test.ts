import { describe, expect, it, vi } from 'vitest';
import { copyAddress, shareAddress } from '../../../../site/ui/job-editor/hand-on.ts';

const LINK = { name: 'Maria', url: 'https://photos.example.com/l#j-1.c2VjcmV0' };
const refuse = (name: string) => vi.fn(() => Promise.reject(new DOMException('no', name)));

describe('shareAddress', () => {
  it('gives the share sheet the whole address and who it is for, and the secret in its fragment alone', async () => {
    const share = vi.fn(async () => undefined);
    expect(await shareAddress(LINK, { share })).toBeNull();
    expect(share.mock.calls).toEqual([[{ title: 'Maria', url: LINK.url }]]);
    const [{ title, url }] = share.mock.calls[0] as unknown as [{ title: string; url: string }];
    const { origin, pathname, search, hash } = new URL(url);
    expect([hash, `${title} ${origin}${pathname}${search}`.includes('c2VjcmV0')]).toEqual(['#j-1.c2VjcmV0', false]);
  });

  it('says nothing where the user has closed the sheet, and falls back to the address where it is refused or absent', async () => {
    expect(await shareAddress(LINK, { share: refuse('AbortError') })).toBeNull();
    expect(await shareAddress(LINK, { share: refuse('NotAllowedError') })).toBe('by-hand');
    expect(await shareAddress(LINK, {})).toBe('by-hand');
  });
});

describe('copyAddress', () => {
  it('copies the whole address and nothing else, and says so', async () => {
    const writeText = vi.fn(async () => undefined);
    expect(await copyAddress(LINK, { clipboard: { writeText } })).toBe('copied');
    expect(writeText.mock.calls).toEqual([[LINK.url]]);
  });

  it('falls back to the address where the clipboard is refused, or absent as without HTTPS', async () => {
    expect(await copyAddress(LINK, { clipboard: { writeText: refuse('NotAllowedError') } })).toBe('by-hand');
    expect(await copyAddress(LINK, {})).toBe('by-hand');
  });
});
