/** Binds the gestures to the viewer's stage for as long as it is in the page, and puts each new photo in the middle. */
import { type ElementPart, nothing } from 'lit-html';
import { AsyncDirective, directive } from 'lit-html/async-directive.js';
import { followGestures, type Gestures } from './gestures.ts';

export interface PinchableOptions {
  readonly photoId: string;
  readonly step: (by: 1 | -1) => void;
  readonly close: () => void;
}

const ZOOM_STEP = 1.6;

class PinchableDirective extends AsyncDirective {
  #gestures: Gestures | null = null;
  #options: PinchableOptions | null = null;
  #stopping = new AbortController();

  override update({ element }: ElementPart, [options]: [PinchableOptions]): typeof nothing {
    const isOther = this.#options?.photoId !== options.photoId;
    this.#options = options;
    if (!this.#gestures && element instanceof HTMLElement) this.#bind(element);
    else if (isOther) this.#gestures?.reset();
    return nothing;
  }

  #bind(stage: HTMLElement): void {
    const gestures = followGestures({
      stage,
      picture: () => stage.querySelector<HTMLElement>('.viewer-picture'),
      onSwipe: (by) => this.#options?.step(by),
      onClose: () => this.#options?.close(),
      onZoom: (scale) => stage.classList.toggle('is-zoomed', scale > 1),
    });
    this.#gestures = gestures;
    const { signal } = this.#stopping;
    const dialog = stage.closest('dialog');
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
  }

  override disconnected(): void {
    this.#gestures?.stop();
    this.#stopping.abort();
  }

  render(_options: PinchableOptions): typeof nothing {
    return nothing;
  }
}

export const pinchable = directive(PinchableDirective);
