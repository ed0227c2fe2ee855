/**
 * What the operator's commands have in common: options, `--help`, one clear line when it cannot be done, an exit code, and
 * an orderly end on Ctrl-C.
 */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';
import { explainError } from './explain-error.ts';

type Options<Config extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Config; allowPositionals: true }>
>;

export interface Command<Config extends ParseArgsOptionsConfig> {
  readonly help: string;
  readonly options: Config;
  /**
   * Returns the summary, '' where all is said on stdout; `isClean` false makes the exit code 1. On Ctrl-C `signal` is aborted: it then ends soon, with
   * nothing half done, and the exit code is 130 whatever it returns. A second Ctrl-C ends the process at once.
   */
  run(given: Options<Config>, signal: AbortSignal): Promise<{ readonly summary: string; readonly isClean: boolean }>;
}

const EXIT = { failed: 1, wrongUse: 2, stopped: 130 } as const;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes on the signal that the terminal has sent already: what comes so soon is the same Ctrl-C. */
const SAME_SIGNAL_MS = 500;

/** Runs a command as the process: writes its summary to stderr, where it mixes with no output, and sets the exit code. */
export async function runCommand<const Config extends ParseArgsOptionsConfig>(
  { help, options, run }: Command<Config>,
  args: readonly string[],
): Promise<void> {
  // `| head` has read enough.
  process.stdout.on('error', () => process.exit(0));
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const signal = listenForStop();
  try {
    const { summary, isClean } = await run(parseOptions(options, args), signal);
    if (summary !== '') process.stderr.write(`${signal.aborted ? 'stopped: ' : ''}${summary}\n`);
    process.exitCode = signal.aborted ? EXIT.stopped : isClean ? 0 : EXIT.failed;
  } catch (error) {
    process.stderr.write(`${signal.aborted ? 'stopped' : explainError(error)}\n`);
    process.exitCode = signal.aborted ? EXIT.stopped : error instanceof CommandError ? EXIT.wrongUse : EXIT.failed;
  }
}

function listenForStop(): AbortSignal {
  const stopping = new AbortController();
  let firstMs: number | null = null;
  const onSignal = () => {
    if (firstMs !== null && Date.now() - firstMs > SAME_SIGNAL_MS) process.exit(EXIT.stopped);
    firstMs ??= Date.now();
    stopping.abort();
  };
  for (const name of STOP_SIGNALS) process.on(name, onSignal);
  return stopping.signal;
}

function parseOptions<const Config extends ParseArgsOptionsConfig>(options: Config, args: readonly string[]) {
  try {
    return parseArgs({ options, allowPositionals: true, args: [...args] });
  } catch (error) {
    throw new CommandError(`${explainError(error).split('. ')[0]}. See --help.`);
  }
}
