/**
 * `<pinch-stage photo="…">`: the gestures of the viewer for as long as it is in the page; puts each new photo in the middle.
 * Dispatches `swipe` (`detail`: 1 or -1) and `pull-down`; buttons and keys of the dialog around it zoom too.
 */
import { followGestures, type Gestures } from './gestures.ts';

const ZOOM_STEP = 1.6;

class PinchStageElement extends HTMLElement {
  static readonly observedAttributes = ['photo'];
  #gestures: Gestures | null = null;
  #stopping = new AbortController();

  connectedCallback(): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    const gestures = followGestures(
      {
        stage: this,
        picture: () => this.querySelector<HTMLElement>('.viewer-picture'),
        onSwipe: (by) => this.dispatchEvent(new CustomEvent('swipe', { detail: by })),
        onClose: () => this.dispatchEvent(new Event('pull-down')),
        onZoom: (scale) => this.classList.toggle('is-zoomed', scale > 1),
      },
      signal,
    );
    this.#gestures = gestures;
    const dialog = this.closest('dialog');
    dialog?.addEventListener('click', (event) => followButton(event, gestures), { signal });
    dialog?.addEventListener('keydown', (event) => followKey(event, gestures), { signal });
  }

  attributeChangedCallback(): void {
    this.#gestures?.reset();
  }

  disconnectedCallback(): void {
    this.#stopping.abort();
  }
}

function followButton({ target }: MouseEvent, gestures: Gestures): void {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-zoom]') : null;
  if (button) gestures.zoom(button.dataset.zoom === 'in' ? ZOOM_STEP : 1 / ZOOM_STEP);
}

function followKey({ target, key }: KeyboardEvent, gestures: Gestures): void {
  if (target instanceof HTMLInputElement) return;
  if (key === '+' || key === '=') gestures.zoom(ZOOM_STEP);
  if (key === '-') gestures.zoom(1 / ZOOM_STEP);
  if (key === '0') gestures.reset();
}

if (!customElements.get('pinch-stage')) customElements.define('pinch-stage', PinchStageElement);
