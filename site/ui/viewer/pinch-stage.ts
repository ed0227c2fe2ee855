/**
 * `<pinch-stage photo="…">`: the gestures of the viewer for as long as it is in the page; puts each new photo in the
 * middle. Tells of `swipe` (`detail`: 1 or -1) and of `pull-down`; the dialog's buttons and keys zoom too.
 */
import { followGestures } from './gestures.ts';

const ZOOM_STEP = 1.6;

class PinchStageElement extends HTMLElement {
  static readonly observedAttributes = ['photo'];
  #reset = (): void => undefined;
  #stop = (): void => undefined;

  connectedCallback(): void {
    const stopping = new AbortController();
    const { signal } = stopping;
    const gestures = followGestures({
      stage: this,
      picture: () => this.querySelector<HTMLElement>('.viewer-picture'),
      onSwipe: (by) => this.dispatchEvent(new CustomEvent('swipe', { detail: by })),
      onClose: () => this.dispatchEvent(new Event('pull-down')),
      onZoom: (scale) => this.classList.toggle('is-zoomed', scale > 1),
    });
    const dialog = this.closest('dialog');
    dialog?.addEventListener(
      'click',
      (event) => {
        const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-zoom]') : null;
        if (button) gestures.zoom(button.dataset.zoom === 'in' ? ZOOM_STEP : 1 / ZOOM_STEP);
      },
      { signal },
    );
    dialog?.addEventListener(
      'keydown',
      (event) => {
        if (event.target instanceof HTMLInputElement) return;
        if (event.key === '+' || event.key === '=') gestures.zoom(ZOOM_STEP);
        if (event.key === '-') gestures.zoom(1 / ZOOM_STEP);
        if (event.key === '0') gestures.reset();
      },
      { signal },
    );
    this.#reset = gestures.reset;
    this.#stop = () => {
      gestures.stop();
      stopping.abort();
    };
  }

  attributeChangedCallback(): void {
    this.#reset();
  }

  disconnectedCallback(): void {
    this.#stop();
  }
}

if (!customElements.get('pinch-stage')) customElements.define('pinch-stage', PinchStageElement);
