/** Opens a `<dialog>` as a modal as soon as it is in the page: focus stays inside, Escape closes, focus returns. */

import type { ElementPart } from 'lit-html';
import { nothing } from 'lit-html';
import { AsyncDirective, directive } from 'lit-html/async-directive.js';

class ModalDirective extends AsyncDirective {
  #dialog: HTMLDialogElement | null = null;
  #opener: Element | null = null;

  override update({ element }: ElementPart): typeof nothing {
    if (element instanceof HTMLDialogElement && this.#dialog !== element) {
      this.#dialog = element;
      this.#opener = document.activeElement;
      // Before it is in the document a dialog cannot be modal.
      queueMicrotask(() => element.isConnected && !element.open && element.showModal());
    }
    return nothing;
  }

  override disconnected(): void {
    // Taken out of the page it is closed, and tells nobody: nobody has closed it by hand.
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
  }

  render(): typeof nothing {
    return nothing;
  }
}

/** Put it on the dialog's element: `<dialog ${modal()}>`. */
export const modal = directive(ModalDirective);
