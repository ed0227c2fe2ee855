/** A Lambda@Edge function for the tests of this folder: it runs the code that a request brings. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { LambdaOutcome } from '../../../../../infra/local/aws/lambda/lambda-function.ts';
import { createLambdaService, type LambdaService } from '../../../../../infra/local/aws/lambda/lambda-service.ts';
import { ALL_VIEWER_EXCEPT_HOST, type EdgeSetup, LAMBDA_ARN, send, startEdge, startOrigin } from './local-edge.ts';

/** Runs the body that the event's header `x-code` holds, so that one bundle serves all tests. */
const HANDLER = `exports.handler = async (event) => {
  const { request, response } = event.Records[0].cf;
  const code = request.headers['x-code'][0].value;
  return new Function('event', 'request', 'response', decodeURIComponent(code))(event, request, response);
};`;

let service: LambdaService;

/** For a file of tests, which has it to itself. */
export function startLambda(): LambdaService {
  const started = createLambdaService({ log: () => undefined, maxProcessesPerFunction: 1 });
  let codeDir = '';
  beforeAll(async () => {
    codeDir = await mkdtemp(join(tmpdir(), 'edgeshot-edge-'));
    await writeFile(join(codeDir, 'index.js'), HANDLER);
    started.register({
      name: 'f',
      codeDir,
      handler: 'index.handler',
      memoryMiB: 256,
      timeoutSeconds: 1,
      environment: {},
    });
  });
  afterAll(async () => {
    await started.close();
    await rm(codeDir, { recursive: true, force: true });
  });
  service = started;
  return started;
}

const lambda = (_versionArn: string, event: unknown): Promise<LambdaOutcome> => service.invoke('f', event);

/** A default behaviour with the function at one event. */
export function at(eventType: string, { includeBody = false, behaviour = {}, origin = {} } = {}): EdgeSetup {
  return {
    behaviour: {
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
      LambdaFunctionAssociations: [{ EventType: eventType, LambdaFunctionARN: LAMBDA_ARN, IncludeBody: includeBody }],
      ...behaviour,
    },
    origin,
    options: { lambda },
  };
}

/** An edge and its origin, and what sends a request whose function runs the code. */
export async function startWithCode(setup: EdgeSetup) {
  const origin = await startOrigin((_seen, outgoing) => outgoing.writeHead(200, { 'X-Origin': '1' }).end('origin'));
  const edge = await startEdge(origin, setup);
  const run = (
    code: string,
    { target = '/', headers = {}, ...rest }: { target?: string; method?: string; headers?: object; body?: Buffer } = {},
  ) => send(edge, target, { ...rest, headers: { 'X-Code': encodeURIComponent(code), ...headers } });
  return { origin, edge, run };
}
