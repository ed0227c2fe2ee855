/**
 * A browser may keep a page that is left just as it is, for the way back: asleep in the middle of a transaction, it would keep every
 * other page from writing (WebKit). As it is left, a page undoes what it is writing; the same is done again when it is shown again,
 * or by the page that is there then.
 */

/** A database names none of its transactions, so each is noted as it begins: behind the first capture, which has no byte to spare for it. */
export function letGoWhenLeft(): void {
  const open = new Set<IDBTransaction>();
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...asked) {
    const begun = transaction.apply(this, asked);
    open.add(begun);
    for (const end of ['complete', 'abort']) begun.addEventListener(end, () => open.delete(begun));
    return begun;
  };
  // What ends for good may still come to its end; only what is kept could stand in the way.
  window.addEventListener('pagehide', ({ persisted }) => persisted && open.forEach(tryAbort));
}

function tryAbort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has just ended by itself.
  }
}
