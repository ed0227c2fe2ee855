/**
 * Fingers on the picture: swipe to the next, pinch and double tap to zoom, drag a zoomed picture, pull down to close. Pointer
 * events only, so that a mouse and a pen do the same. The style is set through the object model, which the site's CSP allows.
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
  stop(): void;
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

export function followGestures(target: GestureTarget): Gestures {
  const { stage } = target;
  const fingers = new Map<number, Point>();
  const stopping = new AbortController();
  let placement: Placement = UNZOOMED;
  let start: Point = { x: 0, y: 0 };
  let lastTapMs = 0;

  const place = (next: Placement) => {
    const hasNewScale = next.scale !== placement.scale;
    placement = clampPan(next, stage.getBoundingClientRect());
    const picture = target.picture();
    if (picture) picture.style.transform = `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`;
    if (hasNewScale) target.onZoom(placement.scale);
  };
  const toCentre = (point: Point): Point => {
    const box = stage.getBoundingClientRect();
    return { x: point.x - box.left - box.width / 2, y: point.y - box.top - box.height / 2 };
  };
  const follow = (offset: Point) => {
    const picture = target.picture();
    if (picture) picture.style.transform = `translate(${offset.x}px, ${Math.max(0, offset.y)}px)`;
  };

  const down = (event: PointerEvent) => {
    if (event.target instanceof Element && event.target.closest('button, a, form')) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) start = { x: event.clientX, y: event.clientY };
  };

  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      place(zoomAt(placement, factor, toCentre({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })));
    } else if (placement.scale > 1) {
      place({ ...placement, x: placement.x + now.x - before.x, y: placement.y + now.y - before.y });
    } else {
      follow({ x: now.x - start.x, y: now.y - start.y });
    }
  };

  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
    const end = { x: event.clientX, y: event.clientY };
    if (distance(start, end) < TAP_SLOP_PX && event.timeStamp - lastTapMs < DOUBLE_TAP_MS) {
      return place(placement.scale > 1 ? UNZOOMED : zoomAt(placement, DOUBLE_TAP_SCALE, toCentre(end)));
    }
    lastTapMs = event.timeStamp;
    if (placement.scale > 1) return;
    place(UNZOOMED);
    if (event.type === 'pointerup') settle(target, { x: end.x - start.x, y: end.y - start.y });
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    place(zoomAt(placement, event.deltaY < 0 ? 1.2 : 1 / 1.2, toCentre({ x: event.clientX, y: event.clientY })));
  };

  const { signal } = stopping;
  stage.addEventListener('pointerdown', down, { signal });
  stage.addEventListener('pointermove', move, { signal });
  stage.addEventListener('pointerup', up, { signal });
  stage.addEventListener('pointercancel', up, { signal });
  stage.addEventListener('wheel', wheel, { signal, passive: false });
  return {
    zoom: (factor) => place(zoomAt(placement, factor, { x: 0, y: 0 })),
    reset: () => place(UNZOOMED),
    stop: () => stopping.abort(),
  };
}

/** What a finished drag of an unzoomed picture means. */
function settle(target: GestureTarget, way: Point): void {
  const isAcross = Math.abs(way.x) > Math.abs(way.y);
  if (isAcross && Math.abs(way.x) > SWIPE_PX) target.onSwipe(way.x < 0 ? 1 : -1);
  else if (!isAcross && way.y > CLOSE_PX) target.onClose();
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
