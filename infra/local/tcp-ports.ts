/** The ports of a run. All but the dashboard's are kept in the data folder, so that URLs stay what they were. */
import { createServer, type Server } from 'node:net';
import { isJsonObject, readJsonObject, replaceJsonFile } from './json-file.ts';

const NAMES = ['issuer', 's3', 'sqs', 'dynamodb', 'secrets', 'stripe'] as const;
export type ServiceName = (typeof NAMES)[number];
/** With `dashboard`, the port of which was asked for. */
export type Ports = Readonly<Record<ServiceName | 'dashboard', number>>;

export const HOST = '127.0.0.1';

export interface ReservedPorts {
  readonly ports: Ports;
  /** Gives them up, for the services to take: until then nobody else can. */
  release(): Promise<void>;
}

/**
 * Takes a port for each service: last time's, else the ones behind the dashboard's, else any that is free.
 * @throws {Error} when no port is free.
 */
export async function reservePorts(path: string, dashboard: number): Promise<ReservedPorts> {
  const last = readPorts(path);
  const holders: Server[] = [];
  const chosen: Record<ServiceName | 'dashboard', number> = {
    dashboard,
    issuer: 0,
    s3: 0,
    sqs: 0,
    dynamodb: 0,
    secrets: 0,
    stripe: 0,
  };
  for (const [index, name] of NAMES.entries()) {
    const holder = await holdFirst([...(last ? [last[name]] : []), dashboard + index + 1, 0]);
    holders.push(holder);
    chosen[name] = toPort(holder);
  }
  await replaceJsonFile(path, chosen);
  return {
    ports: chosen,
    release: async () =>
      void (await Promise.all(holders.splice(0).map((holder) => new Promise((done) => holder.close(done))))),
  };
}

/** Null where no run has chosen any yet. */
export function readPorts(path: string): Ports | null {
  const value = readJsonObject(path);
  return isPorts(value) ? value : null;
}

export function formatIssuer({ issuer }: Pick<Ports, 'issuer'>): string {
  return `http://localhost:${issuer}`;
}

export function formatDashboard({ dashboard }: Pick<Ports, 'dashboard'>): string {
  return `http://localhost:${dashboard}`;
}

function isPorts(value: unknown): value is Ports {
  return isJsonObject(value) && [...NAMES, 'dashboard'].every((name) => typeof value[name] === 'number');
}

async function holdFirst(wished: readonly number[]): Promise<Server> {
  for (const port of wished) {
    const holder = await hold(port).catch(() => null);
    if (holder) return holder;
  }
  throw new Error('no port is free');
}

function hold(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    // A connection that stays open would keep the port from being given up: whoever knocks early is sent away.
    const server = createServer((visitor) => visitor.resetAndDestroy());
    server.once('error', reject).listen(port, HOST, () => resolve(server));
  });
}

function toPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
