/** Where the calls of the edge get their token, and with it whose it is. */
import type { ProblemCode } from '../../edge/problem.ts';
import type { Session } from '../phone.ts';

export interface TokenRequest {
  /** Whose token; default: of who is signed in now. */
  readonly subject?: string | undefined;
  /** Why the edge has refused the present token: it is renewed although it looks good. */
  readonly refusal?: ProblemCode | undefined;
}

/** The engine's own view of the session. */
export interface TokenSource extends Session {
  /** @throws {AppError} when there is no session, or it is not, or no longer, `subject`'s: `token-missing` */
  token(request?: TokenRequest): Promise<string>;
  /** Reads again what another tab has changed. */
  reload(): Promise<void>;
}
