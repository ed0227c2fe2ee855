/**
 * Brings events to the webhook: signed (docs.stripe.com/webhooks, "Verify webhook signatures manually"), each delivery anew, and
 * repeated until it is taken. Stripe repeats for three days at growing intervals, in test mode three times in a few hours; here
 * the same number of times, within seconds. A switch brings disorder into it, as the network does.
 */
import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';

/** `reversed` holds events back until two are there, and sends the later one first; `lost` never sends. */
export const DISORDERS = ['none', 'twice', 'late', 'reversed', 'lost', 'all'] as const;
export type Disorder = (typeof DISORDERS)[number];

export interface Deliveries {
  readonly disorder: Disorder;
  setDisorder(disorder: Disorder): void;
  send(event: Stripe.Event): void;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
  close(): void;
}

export interface DeliveryOptions {
  /** Of the webhook; null: there is none yet. */
  readonly url: () => string | null;
  readonly secret: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** In [0, 1). */
  readonly random: () => number;
  /** All waits are so many times as long. */
  readonly pace: number;
}

const RETRY_DELAYS_MS = [1_000, 3_000, 9_000];
const LATE_MS = 5_000;
const REVERSED_WAIT_MS = 2_000;
const REVERSED_GAP_MS = 500;
const TIMEOUT_MS = 30_000;

export function createDeliveries(options: DeliveryOptions): Deliveries {
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();
  const state = { disorder: 'none' as Disorder };
  const follow = (work: Promise<void>) => {
    underWay.add(work);
    void work.then(() => underWay.delete(work));
  };
  const start = (event: Stripe.Event, delayMs: number) =>
    follow(deliver(event, delayMs, { ...options, signal: stop.signal }));
  const pause = () => wait(REVERSED_WAIT_MS * options.pace, stop.signal);
  const hold = createHold({ start, follow, pause });
  return {
    get disorder() {
      return state.disorder;
    },
    setDisorder(disorder) {
      state.disorder = disorder;
    },
    send(event) {
      const kind = state.disorder === 'all' ? drawDisorder(options.random()) : state.disorder;
      if (kind === 'lost') return options.log(`${event.id} ${event.type}: lost`);
      if (kind === 'reversed') return hold(event);
      start(event, kind === 'late' ? LATE_MS : 0);
      if (kind === 'twice') start(event, 0);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: () => stop.abort(),
  };
}

interface Holding {
  readonly start: (event: Stripe.Event, delayMs: number) => void;
  readonly follow: (work: Promise<void>) => void;
  readonly pause: () => Promise<void>;
}

/** Holds an event until another comes, which goes first; alone it goes after a while. */
function createHold({ start, follow, pause }: Holding): (event: Stripe.Event) => void {
  const held: Stripe.Event[] = [];
  return (event) => {
    const [earlier] = held.splice(0);
    if (earlier) {
      start(event, 0);
      start(earlier, REVERSED_GAP_MS);
      return;
    }
    held.push(event);
    follow(
      pause().then(() => {
        const index = held.indexOf(event);
        if (index >= 0 && held.splice(index, 1).length > 0) start(event, 0);
      }),
    );
  };
}

function drawDisorder(chance: number): Disorder {
  return (['none', 'twice', 'late', 'reversed', 'lost'] as const)[Math.floor(chance * 5)] ?? 'none';
}

interface Delivery extends DeliveryOptions {
  readonly signal: AbortSignal;
}

async function deliver(event: Stripe.Event, delayMs: number, delivery: Delivery): Promise<void> {
  const delaysMs = [delayMs, ...RETRY_DELAYS_MS];
  for (const [index, pauseMs] of delaysMs.entries()) {
    await wait(pauseMs * delivery.pace, delivery.signal);
    if (delivery.signal.aborted) return;
    const status = await post(event, delivery).catch((error: unknown) => String(error));
    delivery.log(`${event.id} ${event.type}: ${status}, delivery ${index + 1}`);
    if (typeof status === 'number' && status >= 200 && status < 300) return;
  }
}

async function post(event: Stripe.Event, { url, secret, now, signal }: Delivery): Promise<number> {
  const address = url();
  if (address === null) return 503;
  const body = JSON.stringify(event, null, 2);
  const { status } = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': sign(body, secret, now()) },
    body,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  return status;
}

function sign(body: string, secret: string, nowMs: number): string {
  const time = Math.floor(nowMs / 1000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}

/** Resolves early when it is stopped. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
