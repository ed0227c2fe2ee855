/** The address of a tile's image, which it gets when the page is at rest (rush.ts). */
import { noChange, nothing } from 'lit-html';
import { Directive, directive, type ElementPart } from 'lit-html/directive.js';
import { whenAtRest } from './rush.ts';

class CalmImage extends Directive {
  #url = '';

  override update({ element }: ElementPart, [url]: [string]): unknown {
    if (url === this.#url || !(element instanceof HTMLImageElement)) return noChange;
    this.#url = url;
    whenAtRest(element, () => {
      if (url === this.#url) element.src = url;
    });
    return noChange;
  }

  render(_url: string): unknown {
    return nothing;
  }
}

export const calmImage = directive(CalmImage);
