/** A tile that comes bare while the page rushes by, and is made when it is at rest (rush.ts). */
import { html, noChange } from 'lit-html';
import { type ChildPart, Directive, directive } from 'lit-html/directive.js';
import { setChildPartValue } from 'lit-html/directive-helpers.js';
import { isAtRest, whenAtRest } from './rush.ts';

class CalmTile extends Directive {
  #isMade: boolean | null = null;
  #make = this.render;

  override update(part: ChildPart, [make]: [() => unknown]): unknown {
    // As the page was last drawn: what it is made of may change while it waits.
    this.#make = make;
    const isNew = this.#isMade === null;
    this.#isMade ??= isAtRest();
    if (this.#isMade) return make();
    if (isNew) {
      whenAtRest(part.startNode as Comment, () => {
        this.#isMade = true;
        setChildPartValue(part, this.#make(), this);
      });
    }
    return html`<li class="tile tile-bare"></li>`;
  }

  render(_make?: () => unknown): unknown {
    return noChange;
  }
}

export const calmTile = directive(CalmTile);
