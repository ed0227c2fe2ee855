/** A phone that takes its time to keep a picture, and one that refuses to; runs in the page. */
import type { Page } from 'playwright-core';

declare global {
  var isRoomLeft: boolean;
}

/** Each hash takes `ms` longer: three are made of every picture that is kept. */
export function slowDown(page: Page, ms: number): Promise<void> {
  return page.evaluate((delayMs) => {
    const { digest } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.digest = async function (...args) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      return digest.apply(this, args);
    };
  }, ms);
}

/** Takes no picture for want of room, until `globalThis.isRoomLeft`. */
export function fillUp(page: Page): Promise<void> {
  return page.evaluate(() => {
    globalThis.isRoomLeft = false;
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      if (value instanceof ArrayBuffer && !globalThis.isRoomLeft) {
        throw new DOMException('no room', 'QuotaExceededError');
      }
      return put.call(this, value, key);
    };
  });
}
