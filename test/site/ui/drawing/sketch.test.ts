import { describe, expect, it } from 'vitest';
import { drawMarks, findPlace, type Mark } from '../../../../site/ui/drawing/marks.ts';
import {
  beginMark,
  endMark,
  NO_SKETCH,
  pressKey,
  type Sketch,
  stretchMark,
  undoMark,
} from '../../../../site/ui/drawing/sketch.ts';

const A = { x: 0.2, y: 0.3 };
const B = { x: 0.6, y: 0.7 };
const drag = (sketch: Sketch, from = A, to = B) => endMark(stretchMark(beginMark(sketch, from), to));
const press = (sketch: Sketch, ...keys: readonly string[]) =>
  keys.reduce((now, key) => pressKey(now, key, false) ?? now, sketch);

describe('a sketch', () => {
  it('takes an arrow from where the finger came down to where it left', () => {
    expect(drag(NO_SKETCH).marks).toEqual([{ tool: 'arrow', colour: 'red', from: A, to: B, text: '' }]);
  });

  it('takes no mark that is a slip of the finger', () => {
    expect(drag(NO_SKETCH, A, { x: 0.201, y: 0.3 })).toEqual(NO_SKETCH);
  });

  it('puts words where they are wanted, and none where none are typed', () => {
    const texting: Sketch = { ...NO_SKETCH, tool: 'text', text: ' Leak ' };
    expect(beginMark(texting, A).marks).toMatchObject([{ tool: 'text', text: 'Leak', from: A }]);
    expect(beginMark({ ...texting, text: ' ' }, A).marks).toEqual([]);
  });

  it('lets go of what is begun first, then of the last mark', () => {
    const begun = beginMark(drag(NO_SKETCH), A);
    expect(undoMark(begun)).toMatchObject({ pending: null, marks: [{ tool: 'arrow' }] });
    expect(undoMark(undoMark(begun)).marks).toEqual([]);
    expect(undoMark(NO_SKETCH)).toEqual(NO_SKETCH);
  });

  it('is drawn by keys alone: Enter begins and ends, Escape lets go, and nothing leaves the picture', () => {
    const drawn = press(NO_SKETCH, 'ArrowLeft', 'Enter', ...Array<string>(40).fill('ArrowDown'), 'Enter');
    expect(drawn.marks).toMatchObject([{ from: { x: 0.48, y: 0.5 }, to: { x: 0.48, y: 1 } }]);
    expect(press(drawn, ' ', 'ArrowUp', 'Escape')).toMatchObject({ pending: null, marks: [{}] });
    expect([pressKey(drawn, 'Escape', false), pressKey(drawn, 'Tab', false)]).toEqual([null, null]);
    expect(pressKey(NO_SKETCH, 'ArrowRight', true)?.cursor).toEqual({ x: 0.6, y: 0.5 });
  });
});

describe('findPlace', () => {
  it('knows a place in a picture that is fitted into a box, and none beside it', () => {
    const [box, picture] = [
      { width: 200, height: 100 },
      { width: 1000, height: 1000 },
    ];
    expect(findPlace({ x: 100, y: 50 }, box, picture)).toEqual({ x: 0.5, y: 0.5 });
    expect(findPlace({ x: 50, y: 100 }, box, picture)).toEqual({ x: 0, y: 1 });
    expect(findPlace({ x: 49, y: 50 }, box, picture)).toBeNull();
  });
});

describe('drawMarks', () => {
  const paint = (marks: readonly Mark[], width: number) => {
    const calls: unknown[][] = [];
    const pencil = new Proxy({} as Record<string, unknown>, {
      get:
        (_pencil, name) =>
        (...values: readonly unknown[]) => {
          calls.push([name, ...values]);
          return { width: 10 * width };
        },
      set: (_pencil, name, value) => Boolean(calls.push([`${String(name)} =`, value])),
    });
    drawMarks(pencil as unknown as CanvasRenderingContext2D, marks, { width, height: width / 2 });
    return calls;
  };

  it('is the same at every size', () => {
    const marks = drag({ ...NO_SKETCH, tool: 'circle' }).marks;
    const find = (width: number) =>
      paint(marks, width)
        .find(([name]) => name === 'ellipse')
        ?.slice(1, 5) as number[];
    expect(find(2000)).toEqual(find(1000).map((value) => value * 2));
  });

  it('makes words that are too long smaller, and has them begin in the picture', () => {
    const [text] = [{ tool: 'text', colour: 'red', from: { x: 0.9, y: 0.5 }, to: A, text: 'Long' }] as const;
    const calls = paint([text], 1000);
    expect(calls.filter(([name]) => name === 'font =')).toHaveLength(2);
    expect(calls.find(([name]) => name === 'fillText')?.[2]).toBe(20);
  });
});
