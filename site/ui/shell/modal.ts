/** `<show-modal>` in a `<dialog>` opens it as soon as it is in the page: focus stays inside, Escape closes, focus returns. */

class ShowModalElement extends HTMLElement {
  #opener: Element | null = null;

  connectedCallback(): void {
    this.#opener = document.activeElement;
    const dialog = this.closest('dialog');
    // After the frame's rendering is through.
    queueMicrotask(() => dialog?.isConnected && !dialog.open && dialog.showModal());
  }

  disconnectedCallback(): void {
    // Taken out of the page it is closed, and tells nobody: nobody has closed it by hand.
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
  }
}

if (!customElements.get('show-modal')) customElements.define('show-modal', ShowModalElement);
