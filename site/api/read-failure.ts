/** What a response of the edge says that is a failure. A page loads this after the first capture is possible. */
import { AppError, type ProblemCode } from '../../edge/problem.ts';
import { readProblem } from './read-problem.ts';
import { parseRetryAfter } from './retry-after.ts';

export async function readFailure(response: Response): Promise<AppError> {
  const { code, detail, errors, current } = readProblem(await response.text().catch(() => ''));
  const { status, headers } = response;
  // A service that is at fault and does not say how long: at once is too early, and it was not the connection.
  const retryAfterSeconds = parseRetryAfter(headers.get('retry-after')) ?? (status > 499 ? 1 : null);
  return new AppError(code ?? toProblemCode(status), {
    ...(detail ? { detail } : {}),
    errors,
    current,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  });
}

/** For a response without a problem document: something in between made it, so only a clear word stops a photo. */
function toProblemCode(status: number): ProblemCode {
  if (status === 401) return 'token-invalid';
  return status === 429 ? 'too-many-requests' : 'unavailable';
}
