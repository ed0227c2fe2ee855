/** The event of a CloudFront Function (Developer Guide, "CloudFront Functions event structure"). */

export interface FunctionValue {
  value: string;
  multiValue?: { value: string }[];
}

export interface FunctionRequest {
  method: string;
  uri: string;
  querystring: Record<string, FunctionValue> | string;
  headers: Record<string, FunctionValue>;
  cookies: Record<string, FunctionValue>;
}

export interface FunctionResponse {
  statusCode: number;
  statusDescription: string;
  headers: Record<string, FunctionValue>;
  cookies?: Record<string, { value: string; attributes: string }>;
  body: { encoding: 'text'; data: string };
}

export interface FunctionEvent {
  context: { requestId: string };
  request: FunctionRequest;
}

/**
 * Reads a header that may be sent once; empty where it is absent or was sent more than once.
 * @param name in lower case
 */
export function readLoneHeader(request: FunctionRequest, name: string): string {
  const header = request.headers[name];
  return header && !(header.multiValue && header.multiValue.length > 1) ? header.value : '';
}
