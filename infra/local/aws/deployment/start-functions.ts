/** Starts Lambda with the template's functions, what feeds them from queues, and what invokes them on a schedule. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { replaceFile } from '../durable-file.ts';
import { SYSTEM_CLOCK } from '../events/schedule-clock.ts';
import { type Schedules, startSchedules } from '../events/schedules.ts';
import { listPermissionUse, listResourceUse } from '../iam/permission-use.ts';
import { createLambdaService, type LambdaService } from '../lambda/lambda-service.ts';
import type { Endpoints, RunContext } from '../run-context.ts';
import { startEventSource } from '../sqs/event-source.ts';
import { toEventSources } from './event-sources.ts';
import { toFunctionSpecs } from './functions.ts';
import { toResourcePolicies } from './resource-policies.ts';
import { toPrincipals } from './roles.ts';
import { toScheduledRules } from './scheduled-rules.ts';
import type { Stores } from './start-stores.ts';

/** How long a stop waits for the batches and events under way. */
const MAX_CLOSING_MS = 3000;
/** In the data folder, once a run has ended. */
const PERMISSION_USE_FILE = 'permissions.json';

/** @throws {TemplateError} when a function, mapping or rule asks for what is not done here. */
export function startFunctions(context: RunContext, { queues, endpoints }: Stores): LambdaService {
  const { assembly, dataDir, credentials, log, opened } = context;
  const { resources, assets, region } = assembly;
  const principals = toPrincipals(resources);
  const lambda = createLambdaService({ log });
  opened.defer(() => writePermissionUse(context, principals));
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
    closeLater(opened, poller);
  }
  closeLater(opened, startRules(context, lambda));
  return lambda;
}

/** For whoever wants to know what nothing has used: by the logical id of the role, or of a resource's policy. */
async function writePermissionUse(
  { assembly: { resources }, dataDir }: RunContext,
  principals: ReturnType<typeof toPrincipals>,
): Promise<void> {
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  const uses = roles.map(({ logicalId, attributes }) => {
    const principal = principals.get(String(attributes.Arn));
    return [logicalId, principal ? listPermissionUse(principal) : []] as const;
  });
  const ofResources = [...toResourcePolicies(resources)].map(([id, policy]) => [id, listResourceUse(policy)] as const);
  await replaceFile(join(dataDir, PERMISSION_USE_FILE), JSON.stringify(Object.fromEntries([...uses, ...ofResources])));
}

function startRules({ assembly: { resources, region }, account, log }: RunContext, lambda: LambdaService): Schedules {
  return startSchedules({
    rules: toScheduledRules(resources),
    accountId: account.id,
    region,
    clock: SYSTEM_CLOCK,
    invoke: (functionName, event, requestId) => lambda.invoke(functionName, event, { requestId }),
    log: (line) => log('events', line),
  });
}

function closeLater(opened: AsyncDisposableStack, source: { close(): Promise<void> }): void {
  opened.defer(() => Promise.race([source.close(), wait(MAX_CLOSING_MS, undefined, { ref: false })]));
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
