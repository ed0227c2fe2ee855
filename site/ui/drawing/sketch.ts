/** A drawing while it is made: its marks, the tool in hand, and the mark that is being drawn. Each step is a new value. */
import type { Colour, Mark, Place, Tool } from './marks.ts';

export interface Sketch {
  readonly marks: readonly Mark[];
  readonly tool: Tool;
  readonly colour: Colour;
  /** What the tool `text` writes. */
  readonly text: string;
  /** Begun, and not ended. */
  readonly pending: Mark | null;
  /** Where the keys are; null until one of them was pressed. */
  readonly cursor: Place | null;
}

export const NO_SKETCH: Sketch = {
  ...{ marks: [], tool: 'arrow', colour: 'red', text: '', pending: null, cursor: null },
};

/** Shorter is a slip of the finger, in widths of the picture. */
const SHORTEST = 0.015;

/** Words are there at once; the rest is begun. Without words nothing happens. */
export function beginMark(sketch: Sketch, from: Place): Sketch {
  const { tool, colour, marks } = sketch;
  const text = tool === 'text' ? sketch.text.trim() : '';
  const mark = { tool, colour, from, to: from, text };
  if (tool !== 'text') return { ...sketch, pending: mark };
  return text ? { ...sketch, marks: [...marks, mark] } : sketch;
}

export function stretchMark(sketch: Sketch, to: Place): Sketch {
  return sketch.pending ? { ...sketch, pending: { ...sketch.pending, to } } : sketch;
}

export function endMark(sketch: Sketch): Sketch {
  const { pending, marks } = sketch;
  if (!pending) return sketch;
  const length = Math.hypot(pending.to.x - pending.from.x, pending.to.y - pending.from.y);
  return { ...sketch, pending: null, marks: length < SHORTEST ? marks : [...marks, pending] };
}

/** What is begun goes first. */
export function undoMark(sketch: Sketch): Sketch {
  return sketch.pending ? { ...sketch, pending: null } : { ...sketch, marks: sketch.marks.slice(0, -1) };
}

const STEP = 0.02;
const STEPS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};
const MIDDLE: Place = { x: 0.5, y: 0.5 };

/** Draws by keys: the arrows move, Enter and Space begin and end, Escape lets go of what is begun. Null: the key is none of these. */
export function pressKey(sketch: Sketch, key: string, isFast: boolean): Sketch | null {
  const at = sketch.cursor ?? MIDDLE;
  const step = STEPS[key];
  if (step) {
    const by = isFast ? 5 : 1;
    const cursor = { x: within(at.x + step.x * by), y: within(at.y + step.y * by) };
    return stretchMark({ ...sketch, cursor }, cursor);
  }
  const isPress = key === 'Enter' || key === ' ';
  if (isPress) return sketch.pending ? endMark(sketch) : beginMark({ ...sketch, cursor: at }, at);
  return key === 'Escape' && sketch.pending ? undoMark(sketch) : null;
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
