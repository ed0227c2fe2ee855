/** `<show-modal>` in a `<dialog>` opens it as soon as it is in the page: focus stays inside, Escape closes, focus returns. */

class ShowModalElement extends HTMLElement {
  #opener: Element | null = null;

  connectedCallback(): void {
    this.#opener = document.activeElement;
    const dialog = this.closest('dialog');
    // After lit has put the whole dialog into the page.
    queueMicrotask(() => dialog?.isConnected && !dialog.open && dialog.showModal());
  }

  disconnectedCallback(): void {
    // A dialog that is taken out of the page is closed without an event, and the browser does not return the focus.
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
  }
}

if (!customElements.get('show-modal')) customElements.define('show-modal', ShowModalElement);
