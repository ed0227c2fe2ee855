/** Looks now and then what the local run's process and those of its functions take of memory. Of Linux; nothing is seen elsewhere. */
import { readFile } from 'node:fs/promises';
import { judgeMemory, type MemorySample, type MemoryVerdict } from './judge-memory.ts';

export interface ProcessMemory extends MemoryVerdict {
  readonly name: string;
  readonly samples: readonly MemorySample[];
}

export interface MemoryWatch {
  look(requests: number): Promise<void>;
  /** Of each process that was there at the last look. */
  judge(): readonly ProcessMemory[];
}

export function watchMemory(pid: number): MemoryWatch {
  const seen = new Map<number, { readonly name: string; readonly samples: MemorySample[] }>();
  let alive: readonly number[] = [];
  return {
    async look(requests) {
      alive = [pid, ...(await listChildren(pid))];
      for (const each of alive) {
        const mib = await readResidentMib(each);
        if (mib === null) continue;
        const known = seen.get(each) ?? { name: each === pid ? 'the run' : await readName(each), samples: [] };
        known.samples.push({ requests, mib });
        seen.set(each, known);
      }
    },
    judge: () =>
      [...seen]
        .filter(([each]) => alive.includes(each))
        .map(([, { name, samples }]) => ({ name, samples, ...judgeMemory(samples) })),
  };
}

async function listChildren(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

async function readResidentMib(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) / 1024;
}

/** A function's process has the function's name in its environment. */
async function readName(pid: number): Promise<string> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  const [, name = `process ${pid}`] = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(environment) ?? [];
  return name.replace(/^us-east-1\./, '').replace(/[0-9A-F]{8}-\w+$/, '');
}
