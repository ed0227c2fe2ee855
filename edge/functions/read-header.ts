/** Reads a header that may be sent once. */
import type { FunctionRequest } from './cloudfront-function.ts';

/** @param name in lower case. Empty where the header is absent or was sent more than once. */
export function readHeader(request: FunctionRequest, name: string): string {
  const header = request.headers[name];
  return header && !(header.multiValue && header.multiValue.length > 1) ? header.value : '';
}
