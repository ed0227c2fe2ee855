import { describe, expect, it } from 'vitest';
import { followKeyboard } from '../../../../site/ui/shell/follow-keyboard.ts';

/** What styles learn when the browser tells of this view over a page 640 px high. */
function learn(facts: Partial<VisualViewport>): string | undefined {
  const view = Object.assign(new EventTarget(), { height: 640, offsetTop: 0, scale: 1, ...facts }) as VisualViewport;
  let covered: string | undefined;
  const setProperty = (_: string, value: string) => {
    covered = value;
  };
  const document = { documentElement: { style: { setProperty } } } as unknown as Document;
  followKeyboard(view, { innerHeight: 640, document });
  view.dispatchEvent(new Event('resize'));
  return covered;
}

describe('followKeyboard', () => {
  it('tells how much of the page a keyboard covers, and nothing where the page is smaller itself, or magnified', () => {
    expect(learn({ height: 300 })).toBe('340px');
    expect(learn({ height: 300, offsetTop: 100 })).toBe('240px');
    expect(learn({})).toBe('');
    expect(learn({ height: 320, scale: 2 })).toBe('');
    expect(() => followKeyboard(null, { innerHeight: 640, document: {} as Document })).not.toThrow();
  });
});
