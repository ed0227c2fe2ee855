/** The ports of a run. All but the dashboard's are kept in the data folder, so that URLs stay what they were. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { isRecord } from './is-record.ts';
import { replaceFile } from './s3/durable-file.ts';

const NAMES = ['issuer', 's3', 'sqs', 'dynamodb', 'secrets'] as const;
export type ServiceName = (typeof NAMES)[number];
/** With `dashboard`, the port of which was asked for. */
export type Ports = Readonly<Record<ServiceName | 'dashboard', number>>;

export const HOST = '127.0.0.1';

/** Finds a port for each service: last time's, else the ones behind the dashboard's, else any that is free. */
export async function choosePorts(path: string, dashboard: number): Promise<Ports> {
  const last = readPorts(path);
  const chosen: Record<ServiceName | 'dashboard', number> = {
    dashboard,
    issuer: 0,
    s3: 0,
    sqs: 0,
    dynamodb: 0,
    secrets: 0,
  };
  for (const [index, name] of NAMES.entries()) {
    const taken = Object.values(chosen);
    const wished = [last?.[name], dashboard + index + 1].filter((port) => port !== undefined && !taken.includes(port));
    chosen[name] = await findFree(wished.filter((port) => port !== undefined));
  }
  await replaceFile(path, JSON.stringify(chosen));
  return chosen;
}

/** Null where no run has chosen any yet. */
export function readPorts(path: string): Ports | null {
  if (!existsSync(path)) return null;
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isWhole = isRecord(value) && [...NAMES, 'dashboard'].every((name) => typeof value[name] === 'number');
  return isWhole ? (value as Ports) : null;
}

export function formatIssuer({ issuer }: Pick<Ports, 'issuer'>): string {
  return `http://localhost:${issuer}`;
}

async function findFree(wished: readonly number[]): Promise<number> {
  for (const port of wished) if (await isFree(port)) return port;
  return bindOnce(0);
}

async function isFree(port: number): Promise<boolean> {
  try {
    return (await bindOnce(port)) === port;
  } catch {
    return false;
  }
}

function bindOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
