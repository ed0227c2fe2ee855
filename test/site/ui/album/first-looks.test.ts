import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../edge/problem.ts';
import { createFirstLooks } from '../../../../site/ui/album/first-looks.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { makePhoto } from '../make-photo.ts';

const arriving = (photo_id: string) => makePhoto({ photo_id, state: 'arriving', first_look: true });
const albums = (...photos: readonly unknown[]) =>
  ({ albums: { 'j-1': { items: photos } } }) as unknown as Pick<AppState, 'albums'>;

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
    looks.follow(albums(...photos));
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { asked, shown: () => [...(maps.at(-1)?.keys() ?? [])], follow };
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
});
