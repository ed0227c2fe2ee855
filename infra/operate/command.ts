/** What the operator's commands have in common: options, `--help`, one clear line when it cannot be done, an exit code. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Said to the operator as it is: what is wrong, and what would be right. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

type Options<Config extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Config; allowPositionals: true }>
>;

export interface Command<Config extends ParseArgsOptionsConfig> {
  readonly help: string;
  readonly options: Config;
  /** Returns the summary; `isClean` false makes the exit code 1. */
  run(given: Options<Config>): Promise<{ readonly summary: string; readonly isClean: boolean }>;
}

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
  try {
    const { summary, isClean } = await run(parseOptions(options, args));
    process.stderr.write(`${summary}\n`);
    process.exitCode = isClean ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${toLine(error)}\n`);
    process.exitCode = error instanceof CommandError ? 2 : 1;
  }
}

function parseOptions<const Config extends ParseArgsOptionsConfig>(options: Config, args: readonly string[]) {
  try {
    return parseArgs({ options, allowPositionals: true, args: [...args] });
  } catch (error) {
    throw new CommandError(`${toLine(error).split('. ')[0]}. See --help.`);
  }
}

function toLine(error: unknown): string {
  if (error instanceof CommandError || error instanceof TypeError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : 'failed';
}
