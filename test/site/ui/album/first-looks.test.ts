import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../edge/problem.ts';
import { createFirstLooks } from '../../../../site/ui/album/first-looks.ts';
import type { TileState } from '../../../../site/ui/album/tiles-of.ts';
import { makePhoto } from '../make-photo.ts';

const arriving = (photo_id: string) => makePhoto({ photo_id, state: 'arriving', first_look: true });
/** Of a phone of `ana` that holds so many captures of the job. */
const toState = (photos: readonly unknown[], waiting = 0) =>
  ({
    albums: { 'j-1': { items: photos } },
    outbox: { entries: [], counts: { waitingByJob: { 'j-1': waiting } } },
    session: { user: { subject: 'ana' } },
  }) as unknown as TileState;

/** An edge that has the pictures of some photos, and what was asked of it. */
function createRig(...has: readonly string[]) {
  const asked: string[] = [];
  const maps: ReadonlyMap<string, string>[] = [];
  const ask = async (path: string) => {
    asked.push(path);
    if (!has.some((id) => path.includes(id))) throw new AppError('not-found');
    return new Response(new Blob(['picture']));
  };
  const looks = createFirstLooks({ ask }, (urls) => maps.push(urls));
  const follow = async (...photos: readonly unknown[]) => {
    looks.follow(toState(photos));
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { asked, looks, shown: () => [...(maps.at(-1)?.keys() ?? [])], follow };
}

describe('createFirstLooks', () => {
  it('asks once for the picture of each photo that is on its way and has one, in its job', async () => {
    const { asked, shown, follow } = createRig('a', 'b');
    const photos = [arriving('a'), makePhoto({ photo_id: 'ready' }), makePhoto({ photo_id: 'c', state: 'arriving' })];
    await follow(...photos);
    await follow(arriving('b'), ...photos);
    expect(asked).toEqual(['/photos/a/first-look?job_id=j-1', '/photos/b/first-look?job_id=j-1']);
    expect(shown()).toEqual(['a', 'b']);
  });

  it('lets the picture go when the photo has come', async () => {
    const { shown, follow } = createRig('a');
    await follow(arriving('a'));
    await follow(makePhoto({ photo_id: 'a' }));
    expect(shown()).toEqual([]);
  });

  it('does not ask again for one that is not there', async () => {
    const { asked, follow } = createRig();
    for (let look = 0; look < 3; look += 1) await follow(arriving('a'));
    expect(asked).toHaveLength(1);
  });

  it('asks for none of what is on its way from this very phone, and for all of it when nothing waits here', async () => {
    const { asked, looks } = createRig('own', 'other');
    const photos = [
      { ...arriving('own'), uploaded_by: 'ana' },
      { ...arriving('other'), uploaded_by: 'ben' },
    ];
    looks.follow(toState(photos, 2));
    await expect.poll(() => asked).toEqual(['/photos/other/first-look?job_id=j-1']);
    looks.follow(toState(photos));
    await expect.poll(() => asked.length).toBe(2);
  });
});
