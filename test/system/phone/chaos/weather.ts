/** What befalls the requests of a phone in a storm: by a seed, for the n-th request of a route always the same. */
import { hash } from 'node:crypto';
import { createRandom } from '../../../support/create-random.ts';
import type { BearerToken } from '../bearer-token.ts';
import type { Fault } from '../fault-proxy.ts';

const CONNECTION: readonly Fault[] = ['cut', 'lose', 'stall', 'break-off', 'busy'];
const ISSUER: readonly Fault[] = [
  ...(['cut', 'stall', 'slow', 'too-many', 'overloaded', 'refused'] as const),
  ...(['portal-200', 'portal-400', 'portal-401'] as const),
];

interface RouteWeather {
  readonly faults: readonly Fault[];
  /** Of the requests, 0 to 1. */
  readonly share: number;
}

/** By route, method and path. */
export type RouteWeathers = Readonly<Record<string, RouteWeather>>;

export const BAD_CONNECTION: RouteWeathers = {
  'POST /upload': { faults: [...CONNECTION, 'expired-ticket'], share: 0.5 },
  'POST /upload-url': { faults: [...CONNECTION, 'expired-token'], share: 0.5 },
  'GET /photos': { faults: CONNECTION, share: 0.2 },
  'GET /jobs': { faults: CONNECTION, share: 0.2 },
  'GET /config.json': { faults: CONNECTION, share: 0.2 },
};

/** A token that is lost on its way is rare: asked for again after a minute, it ends the session. */
export const ODD_ISSUER: RouteWeathers = {
  'GET /.well-known/openid-configuration': { faults: ISSUER, share: 0.3 },
  'POST /token': { faults: [...ISSUER, 'lose', 'break-off'], share: 0.5 },
};

export const ISSUER_DOWN: RouteWeathers = {
  'GET /.well-known/openid-configuration': { faults: ['cut', 'stall', 'overloaded'], share: 1 },
  'GET /auth': { faults: ['cut', 'overloaded'], share: 1 },
  'POST /token': { faults: ['cut', 'stall', 'overloaded', 'too-many'], share: 1 },
};

export const STORM: RouteWeathers = { ...BAD_CONNECTION, ...ODD_ISSUER };

export class Weather {
  readonly #seed: number;
  readonly #chances = new Map<string, () => number>();
  readonly #ordered = new Map<string, Fault[]>();
  #routes: RouteWeathers = {};
  /** The edge takes no token before: it does not know the issuer's new key yet. */
  #edgeLagsUntilMs = 0;
  /** The key of older tokens is gone. */
  #keyMadeAtMs = 0;
  /** Older tokens are over. */
  #endedBeforeMs = 0;
  /** Of a token, for the edge. */
  #lifeMs = Number.POSITIVE_INFINITY;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** For the proxy's `fault`. */
  readonly fault = (method: string, path: string, token: BearerToken | null): Fault | null => {
    const route = `${method} ${path}`;
    const ordered = this.#ordered.get(route)?.shift();
    return ordered ?? this.#judgeToken(token) ?? this.#draw(route);
  };

  begin(routes: RouteWeathers): void {
    this.#routes = routes;
  }

  /** The edge takes tokens for so long. */
  limitTokens(lifeMs: number): void {
    this.#lifeMs = lifeMs;
  }

  /** What has happened to keys and tokens stays so. */
  end(): void {
    this.#routes = {};
    this.#ordered.clear();
    this.#edgeLagsUntilMs = 0;
  }

  /** The next requests of a route meet these. */
  order(route: string, ...faults: readonly Fault[]): void {
    this.#ordered.set(route, [...(this.#ordered.get(route) ?? []), ...faults]);
  }

  /** The issuer signs with a new key; the edge knows neither it nor the old one for a while. */
  rotateKeys(lagMs: number): void {
    this.#keyMadeAtMs = toWholeSecond(Date.now());
    this.#edgeLagsUntilMs = Date.now() + lagMs;
  }

  /** An hour has passed for every token that there is. */
  endTokens(): void {
    this.#endedBeforeMs = toWholeSecond(Date.now());
  }

  #judgeToken(token: BearerToken | null): Fault | null {
    if (!token) return null;
    if (Date.now() < this.#edgeLagsUntilMs || token.issuedAtMs < this.#keyMadeAtMs) return 'unknown-key';
    const isOver = token.issuedAtMs < this.#endedBeforeMs || Date.now() - token.issuedAtMs > this.#lifeMs;
    return isOver ? 'expired-token' : null;
  }

  #draw(route: string): Fault | null {
    const weather = this.#routes[route];
    if (!weather) return null;
    const chance = this.#chances.get(route) ?? createRandom(toSeed(`${this.#seed} ${route}`));
    this.#chances.set(route, chance);
    const isStruck = chance() < weather.share;
    const index = Math.floor(chance() * weather.faults.length);
    return isStruck ? (weather.faults[index] ?? null) : null;
  }
}

/** Tokens tell when they were issued by the second. */
function toWholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function toSeed(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 8), 16);
}
