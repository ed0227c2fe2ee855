/** Asks a local run as many clients at once, and measures how long each waited and what the run's processes take of memory. */
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { LocalRun } from '../../support/start-local-run.ts';
import { type ProcessMemory, watchMemory } from './watch-memory.ts';

export interface LoadOptions {
  readonly clients: number;
  /** Of the worker who asks: each client has one of its own, as far as they go. */
  readonly jobIds: readonly string[];
  /** The least: it goes on until as many requests have their response. */
  readonly seconds: number;
  readonly requests: number;
}

export interface LoadFigures {
  readonly requests: number;
  /** Of each response that was not 200, and each that did not come, what it was. */
  readonly failures: readonly string[];
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  readonly seconds: number;
  readonly memory: readonly ProcessMemory[];
  readonly kinds: readonly KindFigures[];
}

interface KindFigures {
  readonly kind: string;
  readonly count: number;
  readonly medianMs: number;
  readonly slowestMs: number;
}

interface Ask {
  readonly kind: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
}

/** Of each client, in turn: mostly tickets, as when a crew sends its day's photos. */
const KINDS = ['ticket', 'ticket', 'album', 'jobs'] as const;
/** A client asks again for the tickets of so many captures: one person may announce 200 photos a job and no more. */
const CAPTURES = 20;

/** How often the memory is looked at. */
const LOOK_EVERY = 250;
/** However few have come by then. */
const MAX_SECONDS = 900;
const REQUEST_TIMEOUT_MS = 60_000;

export async function loadRun(
  run: LocalRun,
  { clients, jobIds, seconds, requests }: LoadOptions,
): Promise<LoadFigures> {
  const token = await run.token('worker');
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const waits: { readonly kind: string; readonly ms: number }[] = [];
  const failures: string[] = [];
  const begun = performance.now();
  const memory = watchMemory(run.info.pid);
  const looks: Promise<void>[] = [];
  const ask = async (each: Ask) => {
    const sentMs = performance.now();
    const failure = await send(run, each, { agent, token });
    if (failure !== null) failures.push(`${each.kind}: ${failure}`);
    return { kind: each.kind, ms: performance.now() - sentMs };
  };
  const isOver = () => {
    const goneSeconds = (performance.now() - begun) / 1000;
    return goneSeconds > MAX_SECONDS || (goneSeconds >= seconds && waits.length >= requests);
  };
  const work = async (client: number) => {
    const jobId = jobIds[client % jobIds.length] ?? '';
    await ask(toAsk({ client, jobId, turn: client }));
    for (let turn = 1; !isOver(); turn += 1) {
      waits.push(await ask(toAsk({ client, jobId, turn: client + turn })));
      if (waits.length % LOOK_EVERY === 0) looks.push(memory.look(waits.length));
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  const took = (performance.now() - begun) / 1000;
  await Promise.all(looks);
  agent.destroy();
  const kinds = [...new Set(waits.map(({ kind }) => kind))].map((kind) => {
    const { requests: count, medianMs, slowestMs } = toFigures(waits.filter((wait) => wait.kind === kind));
    return { kind, count, medianMs, slowestMs };
  });
  return { ...toFigures(waits), failures, seconds: took, memory: memory.judge(), kinds };
}

interface Turn {
  readonly client: number;
  readonly jobId: string;
  readonly turn: number;
}

function toAsk({ client, jobId, turn }: Turn): Ask {
  const kind = KINDS[turn % KINDS.length] ?? 'jobs';
  if (kind === 'album') return { kind, method: 'GET', path: `/photos?job_id=${jobId}`, body: null };
  if (kind === 'jobs') return { kind, method: 'GET', path: '/jobs', body: null };
  const photo = { id: `load-${client}-${turn % CAPTURES}`, type: 'image/jpeg', size: 345_678, title: 'Left wall' };
  return { kind, method: 'POST', path: '/upload-url', body: JSON.stringify({ job_id: jobId, photos: [photo] }) };
}

interface Sender {
  readonly agent: Agent;
  readonly token: string;
}

/** Null where all went well. */
function send(run: LocalRun, { method, path, body: text }: Ask, { agent, token }: Sender): Promise<string | null> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const timeout = REQUEST_TIMEOUT_MS;
    const outgoing = request(run.info.dashboard + path, { method, headers, agent, timeout }, (incoming) => {
      incoming.once('end', () => resolve(incoming.statusCode === 200 ? null : `HTTP ${incoming.statusCode}`));
      incoming.once('error', (error) => resolve(String(error)));
      incoming.resume();
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`nothing came for ${timeout / 1000} s`)));
    outgoing.once('error', (error) => resolve(String(error)));
    outgoing.end(text ?? undefined);
  });
}

function toFigures(waits: readonly { readonly ms: number }[]) {
  const sorted = waits.map(({ ms }) => ms).sort((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { requests: sorted.length, medianMs: at(0.5), p99Ms: at(0.99), slowestMs: at(1) };
}
