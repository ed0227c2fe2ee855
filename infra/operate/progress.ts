/** Progress on stderr: a bar that is redrawn in a terminal, a line now and then where output goes into a log. */

export interface Progress {
  /** `total` may grow while it runs; null: unknown yet. */
  show(done: number, total: number | null, note?: string): void;
  end(): void;
}

export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const WIDTH = 24;
/** Of a terminal that does not tell. */
const COLUMNS = 80;
/** In a log. What takes less leaves no line. */
const LINE_EVERY_MS = 10_000;

export function createProgress(stream: ProgressStream = process.stderr, nowMs: () => number = Date.now): Progress {
  return stream.isTTY ? createBar(stream) : createLines(stream, nowMs);
}

function createBar(stream: ProgressStream): Progress {
  return {
    show: (done, total, note = '') => {
      // A line that the terminal wraps could not be redrawn.
      const line = `${formatBar(done, total)} ${note}`.trimEnd().slice(0, (stream.columns ?? COLUMNS) - 1);
      stream.write(`\r\x1b[K${line}`);
    },
    end: () => {
      stream.write('\r\x1b[K');
    },
  };
}

function createLines(stream: ProgressStream, nowMs: () => number): Progress {
  let lastMs = nowMs();
  return {
    show: (done, total, note = '') => {
      if (nowMs() - lastMs < LINE_EVERY_MS) return;
      lastMs = nowMs();
      stream.write(`${total === null ? done : `${done}/${total}`} ${note}`.trimEnd().concat('\n'));
    },
    end: () => {},
  };
}

export function formatBar(done: number, total: number | null): string {
  if (total === null) return `${done}`;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent} % ${done}/${total}`;
}
