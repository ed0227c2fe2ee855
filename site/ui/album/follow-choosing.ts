/**
 * A long press on a tile chooses it: by finger, pen or mouse. What else the browser makes of it is left out. Escape ends choosing.
 */
import type { LazyActions } from '../context.ts';
import type { AppStore } from '../state/app-store.ts';

const LONG_MS = 500;
/** A finger that moves so far scrolls, px. */
const SLOP_PX = 10;

export function followChoosing(root: EventTarget, store: AppStore, actions: Pick<LazyActions, 'setChosen'>): void {
  followLongPress(root, store, actions);
  root.addEventListener('keydown', (event) => {
    const { chosen, dialog, route } = store.get();
    const isOverlaid = dialog !== null || (route.page === 'job' && route.photoId !== null);
    if (chosen && !isOverlaid && (event as KeyboardEvent).key === 'Escape') actions.setChosen(undefined);
  });
}

function followLongPress(root: EventTarget, store: AppStore, actions: Pick<LazyActions, 'setChosen'>): void {
  let pressed: { readonly id: string; readonly x: number; readonly y: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isChosen = false;
  const end = () => {
    clearTimeout(timer);
    pressed = null;
  };
  const choose = () => {
    const { route, chosen } = store.get();
    if (!pressed || route.page !== 'job' || chosen) return;
    isChosen = true;
    actions.setChosen({ jobId: route.jobId, ids: new Set([pressed.id]), last: pressed.id });
  };
  const down = ({ target, button, clientX: x, clientY: y }: PointerEvent) => {
    isChosen = false;
    end();
    const face = target instanceof Element ? target.closest('.grid .tile-face') : null;
    const id = face?.closest<HTMLElement>('[data-tile]')?.dataset.tile;
    if (id === undefined || button !== 0) return;
    pressed = { id, x, y };
    timer = setTimeout(choose, LONG_MS);
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (pressed && Math.hypot(clientX - pressed.x, clientY - pressed.y) > SLOP_PX) end();
  };
  // The finger that has chosen it lifts: that opens nothing, and no menu.
  const withhold = (event: Event) => {
    if (!isChosen) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'click') isChosen = false;
  };
  // Without a click of that finger, the next one is another's.
  root.addEventListener('keydown', () => (isChosen = false));
  root.addEventListener('pointerdown', down as EventListener);
  root.addEventListener('pointermove', move as EventListener);
  for (const type of ['pointerup', 'pointercancel', 'dragstart']) root.addEventListener(type, end);
  for (const type of ['click', 'contextmenu']) root.addEventListener(type, withhold, { capture: true });
}
