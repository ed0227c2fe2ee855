/** A route: the method and path that it serves, who may call it, and the function that responds. */
import type { LinkRecord } from '../../origin/customer-link.ts';
import type { EdgeConfig } from '../config.ts';
import { AppError } from '../problem.ts';
import type { EdgeRequest, EdgeResponse } from './exchange.ts';
import type { EdgeServices } from './ports.ts';
import type { Principal } from './principal.ts';

export interface EdgeRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `{name}` takes one segment. */
  readonly path: string;
  readonly respond: (call: RouteCall) => Promise<EdgeResponse>;
  /**
   * Takes the token out of the request; absent: out of its Authorization header.
   * @throws {AppError} when there is none that could hold
   */
  readonly readToken?: (request: EdgeRequest) => string;
  /** It wants no token: its function decides by itself, for a principal who may do nothing. */
  readonly isPublic?: true;
  /** The token of a customer's link is good here. It is nowhere else. */
  readonly isForLinks?: true;
  /** How this route's callers get a problem; absent: as JSON (RFC 9457). */
  readonly toProblemResponse?: (error: AppError, requestId: string) => EdgeResponse;
}

/** All that a route may use. */
export interface RouteCall {
  readonly request: EdgeRequest;
  /** The parts of the path that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly principal: Principal;
  /** As it stood when the request came; absent where the caller came by none. */
  readonly link?: LinkRecord;
  readonly config: EdgeConfig;
  readonly now: Date;
  readonly services: EdgeServices;
  /** For the metrics of the request's log line. */
  readonly counters: { ticketsIssued: number };
}

export interface RouteMatch {
  readonly route: EdgeRoute;
  readonly params: RouteCall['params'];
}

/**
 * Finds the route of a request; HEAD is GET's.
 * @throws {AppError} when no route has the path (`not-found`), or only for other methods (`method-not-allowed`)
 */
export function findRoute(routes: readonly EdgeRoute[], { method, path }: EdgeRequest): RouteMatch {
  const matches = routes.flatMap((route) => {
    const params = matchPath(route.path, path);
    return params === null ? [] : [{ route, params }];
  });
  const asked = method === 'HEAD' ? 'GET' : method;
  const match = matches.find(({ route }) => route.method === asked);
  if (match !== undefined) return match;
  if (matches.length === 0) throw new AppError('not-found');
  throw new AppError('method-not-allowed', { headers: { allow: matches.map(({ route }) => route.method).join(', ') } });
}

/** Matches segment by segment; what a name takes is checked by who uses it. */
function matchPath(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (segment.startsWith('{') && value !== '') params[segment.slice(1, -1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}
