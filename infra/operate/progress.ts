/** A progress bar on stderr: redrawn in a terminal, silent where output is read by a program. */

export interface Progress {
  /** `total` may grow while it runs; null: unknown yet. */
  show(done: number, total: number | null, note?: string): void;
  end(): void;
}

const WIDTH = 24;

export function createProgress(stream: { isTTY?: boolean; write(text: string): unknown } = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => {}, end: () => {} };
  return {
    show: (done, total, note = '') => {
      stream.write(`\r\x1b[K${formatBar(done, total)} ${note}`.trimEnd());
    },
    end: () => {
      stream.write('\r\x1b[K');
    },
  };
}

export function formatBar(done: number, total: number | null): string {
  if (total === null) return `${done}`;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent} % ${done}/${total}`;
}
