/**
 * Cold starts: a fresh process to its first ticket, again and again, the variants in turn so that whatever else the
 * machine does falls on all of them. The services are a server in this process that answers at once.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createEdgeSecret } from '../../edge/edge-secret.ts';
import { mintToken } from '../../edge/issuer.ts';
import { toEvent } from '../../edge/origin-request.ts';
import { toJobRecord } from '../../edge/records.ts';
import { CONFIG } from './bench-config.ts';

export interface Variant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Name of the variant that does nothing in the same runtime. */
  readonly bare: string;
}

export interface ColdFigures {
  readonly name: string;
  /** Median of the whole life of the process, ms. */
  readonly totalMs: number;
  /** The same, less the runtime's own start. */
  readonly overBareMs: number;
  /** Processor time less the runtime's own: what a busy machine does not change. */
  readonly cpuOverBareMs: number;
  readonly peakRssMib: number;
}

const TELL = `const used = process.resourceUsage();
process.stdout.write('answered ' + used.maxRSS + ' ' + (used.userCPUTime + used.systemCPUTime));
process.exit(0);`;
const PYTHON_TELLS = `import resource
used = resource.getrusage(resource.RUSAGE_SELF)
print('answered', used.ru_maxrss, int((used.ru_utime + used.ru_stime) * 1e6))`;

/** Tells its peak memory, KiB, and its processor time, µs, and leaves at once: how a runtime ends is not its cold start. */
const RUN_ONE = `
const [bundle, event] = process.argv.slice(1);
require(bundle).handler(JSON.parse(event)).then((result) => {
  if (result.status !== '200') { console.error(result); process.exit(1); }
  ${TELL}
});`;

export async function measureColdStarts(bundles: Readonly<Record<string, string>>, rounds: number, hasBoto3: boolean) {
  const services = await serveCanned();
  const event = JSON.stringify(toEvent('/upload-url?job_id=j-1', { token: await mintCurrentToken() }, CONFIG));
  const node = (name: string, args: readonly string[]): Variant => ({
    name,
    command: process.execPath,
    args,
    bare: 'node',
  });
  const variants: Variant[] = [
    node('node', ['-e', TELL]),
    ...Object.entries(bundles).map(([name, file]) => node(name, ['-e', RUN_ONE, file, event])),
    ...(hasBoto3
      ? [
          { name: 'python', command: 'python3', args: ['-c', PYTHON_TELLS], bare: 'python' },
          { name: 'boto3', command: 'python3', args: [`${import.meta.dirname}/boto3_upload_url.py`], bare: 'python' },
        ]
      : []),
  ];
  const env = { ...services.env, PATH: process.env.PATH ?? '' };
  const runs = new Map(variants.map(({ name }) => [name, [] as Run[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (const variant of variants) {
      const run = await runOnce(variant, env);
      // The first round warms the disk's cache.
      if (round >= 0) runs.get(variant.name)?.push(run);
    }
  }
  services.close();
  const middle = (name: string, figure: keyof Run) => median((runs.get(name) ?? []).map((run) => run[figure]));
  return variants.map(
    ({ name, bare }): ColdFigures => ({
      name,
      totalMs: middle(name, 'ms'),
      overBareMs: middle(name, 'ms') - middle(bare, 'ms'),
      cpuOverBareMs: (middle(name, 'cpuUs') - middle(bare, 'cpuUs')) / 1000,
      peakRssMib: middle(name, 'rssKib') / 1024,
    }),
  );
}

interface Run {
  readonly ms: number;
  readonly rssKib: number;
  readonly cpuUs: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function runOnce({ name, command, args }: Variant, env: Record<string, string>): Promise<Run> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    let answeredMs = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      answeredMs = performance.now();
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0 || !output.includes('answered')) return reject(new Error(`${name}: exit ${code}: ${output}`));
      const [, rssKib = Number.NaN, cpuUs = Number.NaN] = output
        .slice(output.lastIndexOf('answered'))
        .split(' ')
        .map(Number);
      resolve({ ms: answeredMs - startedMs, rssKib, cpuUs });
    });
  });
}

/** Secrets Manager and DynamoDB, as far as one ticket asks them. */
async function serveCanned() {
  const secret = JSON.stringify({ SecretString: JSON.stringify(await createEdgeSecret()) });
  const item = JSON.stringify({ Item: marshall(toJobRecord('j-1', { members: ['worker-1'] })) });
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const isSecret = String(request.headers['x-amz-target']).startsWith('secretsmanager');
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(isSecret ? secret : item);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  };
  return { env, close: () => server.close() };
}

function mintCurrentToken(): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return mintToken({ iat: nowSeconds - 60, exp: nowSeconds + 86_000 });
}
