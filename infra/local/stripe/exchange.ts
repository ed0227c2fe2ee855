/** A request of the emulator, what it gets, and by what. */
import type { IncomingHttpHeaders } from 'node:http';
import type { StripeAccount } from './account.ts';
import type { Deliveries } from './deliver-events.ts';
import type { KeyPermissions } from './key-permissions.ts';
import type { Till } from './till.ts';

export interface StripeExchange {
  readonly account: StripeAccount;
  readonly till: Till;
  readonly deliveries: Deliveries;
  /** The emulator's own address. */
  readonly base: string;
  readonly now: () => number;
  readonly keys: readonly StripeKey[];
  /** The bytes of files, by id, for as long as the emulator runs. */
  readonly contents: Map<string, Buffer>;
}

export interface StripeKey {
  readonly key: string;
  /** Null: it may do all. */
  readonly permissions: KeyPermissions | null;
}

export interface AskedOfStripe {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StripeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}
