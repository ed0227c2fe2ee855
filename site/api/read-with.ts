/** Reads a response by its outline: something in between (a captive portal) may have answered with a page of its own. */
import { AppError } from '../../edge/app-error.ts';

/**
 * @param member what the edge's own response always has
 * @throws {AppError} when it is none of the edge's: `unavailable`
 */
export async function readWith(response: Response, member: string): Promise<Record<string, unknown>> {
  const value: unknown = await response.json().catch(() => null);
  if (typeof value !== 'object' || value === null || !(member in value)) throw new AppError('unavailable');
  return { ...value };
}
