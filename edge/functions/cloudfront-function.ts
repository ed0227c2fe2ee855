/** The types of a CloudFront Function's event (Developer Guide, "CloudFront Functions event structure"). Types only. */

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
  body: { encoding: 'text'; data: string };
}

export interface FunctionEvent {
  context: { requestId: string };
  request: FunctionRequest;
}
