/** SHA-256 by WebCrypto. */
import type { Hash } from './ports.ts';

export const hash: Hash = async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
};
