/**
 * Gestures on the picture: swipe to the next, pinch and double tap to zoom, drag a zoomed picture, pull down to close. By
 * pointer events, so that a mouse and a pen do the same. Style is set through the CSSOM, which the site's CSP allows.
 */
import { clampPan, type Placement, UNZOOMED, zoomAt } from './placement.ts';

export interface GestureTarget {
  /** The element that takes the fingers. */
  readonly stage: HTMLElement;
  /** The element that moves. */
  readonly picture: () => HTMLElement | null;
  onSwipe(step: 1 | -1): void;
  onClose(): void;
  onZoom(scale: number): void;
}

export interface Gestures {
  zoom(factor: number): void;
  reset(): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const SWIPE_PX = 56;
const CLOSE_PX = 84;
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_SCALE = 2.5;
const TAP_SLOP_PX = 10;

/** Follows them until `signal` aborts. */
export function followGestures(target: GestureTarget, signal: AbortSignal): Gestures {
  const placed = createPlacedPicture(target);
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    placed.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, toPoint(event));
  };
  followFingers(target, placed, signal);
  target.stage.addEventListener('wheel', wheel, { signal, passive: false });
  return {
    zoom: (factor) => placed.zoom(factor),
    reset: () => placed.place(UNZOOMED),
  };
}

interface PlacedPicture {
  placement(): Placement;
  place(next: Placement): void;
  /** @param point of the window that stays where it is; absent: the middle of the stage. */
  zoom(factor: number, point?: Point): void;
  /** Moves an unzoomed picture with the finger, until it is placed anew. */
  drag(offset: Point): void;
}

function createPlacedPicture({ stage, picture, onZoom }: GestureTarget): PlacedPicture {
  let placement: Placement = UNZOOMED;
  const transform = (value: string) => {
    const element = picture();
    if (element) element.style.transform = value;
  };
  const place = (next: Placement) => {
    const hasNewScale = next.scale !== placement.scale;
    placement = clampPan(next, stage.getBoundingClientRect());
    const { x, y, scale } = placement;
    transform(`translate(${x}px, ${y}px) scale(${scale})`);
    if (hasNewScale) onZoom(scale);
  };
  return {
    placement: () => placement,
    place,
    zoom(factor, point) {
      const { left, top, width, height } = stage.getBoundingClientRect();
      const fromMiddle = point ? { x: point.x - left - width / 2, y: point.y - top - height / 2 } : { x: 0, y: 0 };
      place(zoomAt(placement, factor, fromMiddle));
    },
    drag: ({ x, y }) => transform(`translate(${x}px, ${Math.max(0, y)}px)`),
  };
}

function followFingers(target: GestureTarget, placed: PlacedPicture, signal: AbortSignal): void {
  const { stage } = target;
  const fingers = new Map<number, Point>();
  let start: Point = { x: 0, y: 0 };
  let lastTapMs = 0;

  const down = (event: PointerEvent) => {
    if (event.target instanceof Element && event.target.closest('button, a, form')) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, toPoint(event));
    if (fingers.size === 1) start = toPoint(event);
  };
  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = toPoint(event);
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(placed, other, { before, now });
    else if (placed.placement().scale > 1) pan(placed, { before, now });
    else placed.drag(toOffset(start, now));
  };
  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
    const end = toPoint(event);
    if (distance(start, end) < TAP_SLOP_PX && event.timeStamp - lastTapMs < DOUBLE_TAP_MS) {
      return placed.placement().scale > 1 ? placed.place(UNZOOMED) : placed.zoom(DOUBLE_TAP_SCALE, end);
    }
    lastTapMs = event.timeStamp;
    if (placed.placement().scale > 1) return;
    placed.place(UNZOOMED);
    if (event.type === 'pointerup') settle(target, toOffset(start, end));
  };

  stage.addEventListener('pointerdown', down, { signal });
  stage.addEventListener('pointermove', move, { signal });
  stage.addEventListener('pointerup', up, { signal });
  stage.addEventListener('pointercancel', up, { signal });
}

interface FingerMove {
  readonly before: Point;
  readonly now: Point;
}

function pinch(placed: PlacedPicture, other: Point, { before, now }: FingerMove): void {
  const factor = distance(now, other) / Math.max(1, distance(before, other));
  placed.zoom(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
}

function pan(placed: PlacedPicture, { before, now }: FingerMove): void {
  const { scale, x, y } = placed.placement();
  const offset = toOffset(before, now);
  placed.place({ scale, x: x + offset.x, y: y + offset.y });
}

/** After a drag of an unzoomed picture: across leads to the next one, down closes. */
function settle(target: GestureTarget, offset: Point): void {
  const isAcross = Math.abs(offset.x) > Math.abs(offset.y);
  if (isAcross && Math.abs(offset.x) > SWIPE_PX) target.onSwipe(offset.x < 0 ? 1 : -1);
  else if (!isAcross && offset.y > CLOSE_PX) target.onClose();
}

function toPoint({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX, y: clientY };
}

function toOffset(from: Point, to: Point): Point {
  return { x: to.x - from.x, y: to.y - from.y };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
