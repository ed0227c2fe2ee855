/** The networks that a local run can pretend to be. Speeds are of the whole link, shared by its connections. */

export interface NetworkProfile {
  /** From the phone to the edge; null: as fast as it goes. */
  readonly uploadBitsPerSecond: number | null;
  readonly downloadBitsPerSecond: number | null;
  readonly roundTripMs: number;
  /** When the link is gone: connections are cut and new ones refused. */
  readonly outage: 'never' | 'always' | { readonly everySeconds: number; readonly forSeconds: number };
}

export const NETWORK_PROFILES = {
  none: { uploadBitsPerSecond: null, downloadBitsPerSecond: null, roundTripMs: 0, outage: 'never' },
  'slow-3g': { uploadBitsPerSecond: 400_000, downloadBitsPerSecond: 400_000, roundTripMs: 400, outage: 'never' },
  '2g': { uploadBitsPerSecond: 64_000, downloadBitsPerSecond: 128_000, roundTripMs: 800, outage: 'never' },
  'offline-every-20s': {
    uploadBitsPerSecond: null,
    downloadBitsPerSecond: null,
    roundTripMs: 100,
    outage: { everySeconds: 20, forSeconds: 8 },
  },
  offline: { uploadBitsPerSecond: null, downloadBitsPerSecond: null, roundTripMs: 0, outage: 'always' },
} as const satisfies Record<string, NetworkProfile>;

export type NetworkName = keyof typeof NETWORK_PROFILES;

export function isNetworkName(value: string): value is NetworkName {
  return Object.hasOwn(NETWORK_PROFILES, value);
}

/** Tells whether the link is gone `elapsedMs` after it was set up. A period begins with the time that it is there. */
export function isOut({ outage }: NetworkProfile, elapsedMs: number): boolean {
  if (typeof outage === 'string') return outage === 'always';
  const intoPeriodMs = elapsedMs % (outage.everySeconds * 1000);
  return intoPeriodMs >= (outage.everySeconds - outage.forSeconds) * 1000;
}
