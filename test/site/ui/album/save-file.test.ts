import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { saveFiles } from '../../../../site/ui/album/save-file.ts';

const JPEG = new File(['a'], 'a.jpg', { type: 'image/jpeg' });
const HEIC = new File(['b'], 'b.heic', { type: 'image/heic' });

/** A browser whose share sheet takes JPEGs; `share` absent: it has none. Returns what went to it and what was downloaded. */
async function save(files: readonly File[], share?: () => Promise<void>) {
  const [shared, downloaded]: [string[], string[]] = [[], []];
  const sheet = {
    canShare: ({ files: [file] = [] }: ShareData) => file === JPEG,
    share({ files: given = [] }: ShareData) {
      shared.push(...given.map(({ name }) => name));
      return share?.();
    },
  };
  vi.stubGlobal('navigator', share ? sheet : {});
  const createElement = () => {
    const link = { download: '', click: () => downloaded.push(link.download) };
    return link;
  };
  vi.stubGlobal('document', { createElement });
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  await saveFiles(files);
  vi.runAllTimers();
  return { shared, downloaded };
}

describe('saveFiles', () => {
  it('gives the share sheet what it takes, and downloads the rest', async () => {
    expect(await save([JPEG, HEIC], async () => undefined)).toEqual({ shared: ['a.jpg'], downloaded: ['b.heic'] });
    expect(await save([JPEG, HEIC])).toEqual({ shared: [], downloaded: ['a.jpg', 'b.heic'] });
  });

  it('does nothing more where the sheet was closed', async () => {
    const close = () => Promise.reject(new DOMException('', 'AbortError'));
    expect(await save([JPEG], close)).toEqual({ shared: ['a.jpg'], downloaded: [] });
  });

  it('downloads what the browser does not let the sheet have, and does not leave the user with nothing', async () => {
    const refuse = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    expect(await save([JPEG], refuse)).toEqual({ shared: ['a.jpg'], downloaded: ['a.jpg'] });
  });
});
