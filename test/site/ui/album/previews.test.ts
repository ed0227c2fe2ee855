import { describe, expect, it } from 'vitest';
import type { EntryView } from '../../../../site/outbox/entry.ts';
import { createPreviews } from '../../../../site/ui/album/previews.ts';

const entry = (id: string) => ({ id }) as EntryView;

/** An outbox that draws the picture of an entry when `drawn` has its id, and the maps that it led to. */
function createRig() {
  const drawn = new Set<string>();
  const asked: string[] = [];
  const maps: ReadonlyMap<string, string>[] = [];
  const failing = new Set<string>();
  const preview = async (id: string) => {
    asked.push(id);
    if (failing.has(id)) throw new Error('no database');
    return drawn.has(id) ? new Blob([id]) : null;
  };
  const previews = createPreviews({ preview }, (urls) => maps.push(urls));
  const follow = async (...ids: string[]) => {
    previews.follow(ids.map(entry));
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { drawn, failing, asked, maps, follow };
}

describe('createPreviews', () => {
  it('asks again where asking has failed, and not where there is none', async () => {
    const { drawn, failing, asked, maps, follow } = createRig();
    failing.add('a');
    await follow('a', 'b');
    expect(maps).toEqual([]);
    failing.clear();
    drawn.add('a');
    await follow('a', 'b');
    await follow('a', 'b');
    expect(asked).toEqual(['a', 'b', 'a']);
    expect(maps.map((urls) => [...urls.keys()])).toEqual([['a']]);
  });

  it('gives back the picture of an entry that has left', async () => {
    const { drawn, maps, follow } = createRig();
    drawn.add('a').add('b');
    await follow('a', 'b');
    await follow('b');
    expect(maps.map((urls) => [...urls.keys()])).toEqual([['a'], ['a', 'b'], ['b']]);
  });
});
