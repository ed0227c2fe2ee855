/** Everything that may mean "the network is back": only hints, since `navigator.onLine` is often wrong; the sender then tries. */

/** Calls `wake` at each hint; returns the unsubscriber. */
export function listenForWakeUpEvents(wake: () => void): () => void {
  const onVisible = () => {
    if (!document.hidden) wake();
  };
  const onWindow = ['online', 'pageshow', 'focus'] as const;
  for (const name of onWindow) addEventListener(name, wake);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    for (const name of onWindow) removeEventListener(name, wake);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
