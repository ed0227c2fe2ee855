/**
 * Calls services of AWS that speak JSON 1.1 and have no client among this project's packages, with the credentials of the
 * shell. Endpoints follow the variables that the SDK's clients follow.
 */
import { SQSClient } from '@aws-sdk/client-sqs';
import { signRequest } from '../../edge/core/sign-request.ts';

export const JSON_SERVICES = {
  logs: { targetPrefix: 'Logs_20140328', endpointVariable: 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS' },
  'cognito-idp': {
    targetPrefix: 'AWSCognitoIdentityProviderService',
    endpointVariable: 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER',
  },
} as const;

export interface JsonCall {
  readonly service: keyof typeof JSON_SERVICES;
  readonly region: string;
  /** The operation's name. */
  readonly target: string;
  readonly input: unknown;
}

export interface JsonClient {
  /**
   * Returns what the service responds.
   * @throws {Error} when it refuses: its `name` is the service's code
   */
  send(call: JsonCall): Promise<Readonly<Record<string, unknown>>>;
}

const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 200;
const TIME_LIMIT_MS = 20_000;

type Credentials = Awaited<ReturnType<SQSClient['config']['credentials']>>;

export function createJsonClient(env: Readonly<Record<string, string | undefined>>): JsonClient {
  let credentials: Promise<Credentials> | null = null;
  return {
    async send(call) {
      credentials ??= readCredentials(call.region);
      return attempt(() => sendOnce(call, env, credentials));
    },
  };
}

/** As the SDK finds them: environment, profile, single sign-on. */
async function readCredentials(region: string): Promise<Credentials> {
  const client = new SQSClient({ region });
  try {
    return await client.config.credentials();
  } finally {
    client.destroy();
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  for (let left = MAX_ATTEMPTS - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_DELAY_MS * 2 ** (MAX_ATTEMPTS - left)));
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && /Throttl|TooManyRequests|ServiceUnavailable/.test(error.name);
}

async function sendOnce(
  { service, region, target, input }: JsonCall,
  env: Readonly<Record<string, string | undefined>>,
  found: Promise<Credentials> | null,
): Promise<Readonly<Record<string, unknown>>> {
  const { targetPrefix, endpointVariable } = JSON_SERVICES[service];
  const base = env[endpointVariable] ?? env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.amazonaws.com`;
  const url = new URL(`${base.replace(/\/$/, '')}/`);
  const body = JSON.stringify(input);
  const given = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${targetPrefix}.${target}` };
  const credentials = await (found ?? readCredentials(region));
  const scope = { service, region, credentials: { ...credentials }, now: new Date() };
  const headers = signRequest({ method: 'POST', url, headers: given, body }, scope);
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  const output: unknown = JSON.parse((await response.text()) || '{}');
  const answered = typeof output === 'object' && output !== null ? (output as Record<string, unknown>) : {};
  if (!response.ok) throw toError(answered, response.status);
  return answered;
}

function toError(answered: Readonly<Record<string, unknown>>, status: number): Error {
  const error = new Error(String(answered.message ?? answered.Message ?? `status ${status}`));
  error.name = String(answered.__type ?? `Status${status}`).replace(/^.*#/, '');
  return error;
}
