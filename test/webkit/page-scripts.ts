/** Bodies of functions that the driver runs in the page: WebDriver takes text. */

/** Each hash takes 100 ms longer: three are made of every picture that is kept. */
export const SLOW_DOWN = `
  const { digest } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.digest = async function (...args) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return digest.apply(this, args);
  };`;

/** No permission to send comes any more, until the page is loaded anew. */
export const CUT_OFF = `
  const ask = fetch;
  globalThis.fetch = (asked, options) =>
    String(asked.url ?? asked).includes('/upload-url') ? Promise.reject(new TypeError('cut')) : ask(asked, options);`;

const OPEN = `new Promise((resolve) => {
    const opening = indexedDB.open('edgeshot');
    opening.onsuccess = () => resolve(opening.result);
  })`;

/** The session ends on the phone, as it does when the issuer takes the refresh token no more. */
export const END_SESSION = `return ${OPEN}.then((database) => new Promise((resolve) => {
    const change = database.transaction('key-values', 'readwrite');
    const store = change.objectStore('key-values');
    const reading = store.get('session');
    reading.onsuccess = () => store.put({ ...reading.result, goodUntilMs: 0, refreshToken: null }, 'session');
    change.oncomplete = () => resolve(database.close());
  }))`;

/** The outbox's entries, all users'. */
export const READ_ENTRIES = `return ${OPEN}.then((database) => new Promise((resolve) => {
    const listing = database.transaction('entries').objectStore('entries').getAll();
    listing.onsuccess = () => {
      database.close();
      resolve(listing.result.map(({ subject, fileName }) => ({ subject, fileName })));
    };
  }))`;
