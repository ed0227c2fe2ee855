/** Starts Lambda with the template's functions, and what feeds them from queues. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createLambdaService, type LambdaService } from '../lambda/lambda-service.ts';
import type { Endpoints, RunContext } from '../run-context.ts';
import { startEventSource } from '../sqs/event-source.ts';
import { toEventSources } from './event-sources.ts';
import { toFunctionSpecs } from './functions.ts';
import { toPrincipals } from './roles.ts';
import type { Stores } from './start-stores.ts';

/** How long a stop waits for the batches under way. */
const MAX_CLOSING_MS = 3000;

/** @throws {TemplateError} when a function or mapping asks for what is not done here. */
export function startFunctions(
  { assembly, dataDir, credentials, log, opened }: RunContext,
  { queues, endpoints }: Stores,
): LambdaService {
  const { resources, assets, region } = assembly;
  const principals = toPrincipals(resources);
  const lambda = createLambdaService({ log });
  opened.defer(() => lambda.close());
  const variables = toEndpointVariables(endpoints);
  const inlineCodeDir = join(dataDir, 'functions');
  const place = { assets, principals, credentials, region, inlineCodeDir, endpoints: variables };
  const { run } = toFunctionSpecs(resources, place);
  for (const spec of run) lambda.register(spec);
  for (const { functionName, ...source } of toEventSources(resources, principals)) {
    const poller = startEventSource({
      ...source,
      queues,
      region,
      invoke: (event) => lambda.invoke(functionName, event),
      log: (line) => log('event-source', line),
    });
    // A message in work for longer comes again at the next start: it was not deleted.
    opened.defer(() => Promise.race([poller.close(), wait(MAX_CLOSING_MS, undefined, { ref: false })]));
  }
  return lambda;
}

/** The AWS SDK's own variables: what uses the SDK needs no branch for a local run. */
function toEndpointVariables(endpoints: Endpoints): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_ENDPOINT_URL_CLOUDWATCH: endpoints.cloudwatch,
  };
}
