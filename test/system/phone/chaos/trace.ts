/** What happened, in the order of its happening: the first thing to read when a bad day ends badly. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SeenRequest } from '../fault-proxy.ts';

interface Note {
  /** Unix ms. */
  readonly atMs: number;
  readonly text: string;
}

export class Trace {
  readonly #startMs = Date.now();
  readonly #notes: Note[] = [];
  /** Grows while it happens, for who looks at a run that hangs. */
  readonly #path: string;

  constructor(name: string) {
    this.#path = join(mkdtempSync(join(tmpdir(), 'edgeshot-chaos-')), `${name}.txt`);
  }

  note(text: string): void {
    const note = { atMs: Date.now(), text };
    this.#notes.push(note);
    appendFileSync(this.#path, this.#format(note));
  }

  /** Adds the requests since it began; returns the file's path. */
  write(seen: readonly SeenRequest[]): string {
    const requests = seen.filter(({ atMs }) => atMs >= this.#startMs).map(toNote);
    const notes = [...this.#notes, ...requests].sort((a, b) => a.atMs - b.atMs);
    writeFileSync(this.#path, notes.map((note) => this.#format(note)).join(''));
    return this.#path;
  }

  /** When it ended well. */
  remove(): void {
    rmSync(dirname(this.#path), { recursive: true });
  }

  #format({ atMs, text }: Note): string {
    return `${((atMs - this.#startMs) / 1000).toFixed(2).padStart(7)}  ${text}\n`;
  }
}

function toNote({ atMs, method, path, fault, subject, status }: SeenRequest): Note {
  return { atMs, text: [method, path, status ?? 'no response', fault ?? '', subject ?? ''].join(' ').trim() };
}
