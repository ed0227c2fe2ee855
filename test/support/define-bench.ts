/** What a benchmark can be told, described once: for its help, for what its values are, and for the bounds they have. */
import { parseArgs } from 'node:util';

interface Flag {
  readonly kind: 'flag';
  readonly says: string;
}

interface Whole {
  readonly kind: 'whole';
  readonly says: string;
  readonly otherwise: number;
  readonly from: number;
  readonly to: number;
}

interface Text {
  readonly kind: 'text';
  readonly says: string;
  readonly otherwise?: string;
}

type Option = Flag | Whole | Text;
type Options = Readonly<Record<string, Option>>;

type Value<T extends Option> = T extends Flag
  ? boolean
  : T extends Whole
    ? number
    : T extends { readonly otherwise: string }
      ? string
      : string | undefined;
type Values<T extends Options> = { readonly [Name in keyof T]: Value<T[Name]> };

/** Something wrong in what was asked for; the message is for whoever asked. */
export class OptionError extends Error {}

/** Given or not. */
export function flag(says: string): Flag {
  return { kind: 'flag', says };
}

/** A whole number, `from` and `to` among them. */
export function whole(
  says: string,
  { otherwise, from = 1, to }: Omit<Whole, 'kind' | 'says' | 'from'> & { from?: number },
): Whole {
  return { kind: 'whole', says, otherwise, from, to };
}

/** Any words: whoever asks for them judges them. */
export function text(says: string): Text;
export function text(says: string, otherwise: string): Text & { readonly otherwise: string };
export function text(says: string, otherwise?: string): Text {
  return otherwise === undefined ? { kind: 'text', says } : { kind: 'text', says, otherwise };
}

export interface BenchDescription<T extends Options> {
  readonly name: string;
  readonly options: T;
  /** What stands below the options: how long it takes, what to look at. */
  readonly notes: string;
}

/**
 * What `npm run bench -- name` calls with the words behind the name. With `--help` it says what there is, and measures nothing.
 * @throws {OptionError} when there is no such option, or a number is none or out of its bounds
 */
export function defineBench<T extends Options>(
  description: BenchDescription<T>,
  measure: (values: Values<T>) => Promise<void>,
): (args: readonly string[]) => Promise<void> {
  return async (args) => {
    const { help, ...given } = parse(args, description.options);
    if (help) console.log(formatHelp(description));
    else await measure(readValues(given, description.options));
  };
}

type Given = Readonly<Record<string, string | boolean | undefined>>;

function parse(args: readonly string[], options: Options): Given {
  const types = Object.entries(options).map(
    ([name, { kind }]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' }] as const,
  );
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(types), help: { type: 'boolean' } },
    });
    return values as Given;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

function readValues<T extends Options>(given: Given, options: T): Values<T> {
  const values = Object.entries(options).map(([name, option]) => [name, readValue(name, option, given[name])]);
  return Object.fromEntries(values) as Values<T>;
}

function readValue(
  name: string,
  option: Option,
  given: string | boolean | undefined,
): string | number | boolean | undefined {
  if (option.kind === 'flag') return given === true;
  if (given === undefined || option.kind === 'text') return given ?? option.otherwise;
  const { from, to } = option;
  const value = Number(given);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new OptionError(`--${name} is a whole number from ${from} to ${to}, not “${given}”`);
}

function formatHelp({ name, options, notes }: BenchDescription<Options>): string {
  const rows = Object.entries(options).map(
    ([option, about]) => [formatName(option, about), formatMeaning(about)] as const,
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  const lines = rows.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`);
  return [`npm run bench -- ${name} [options]`, '', ...lines, '', notes].join('\n');
}

function formatName(name: string, { kind }: Option): string {
  const value = { flag: '', whole: ' N', text: ' TEXT' };
  return `--${name}${value[kind]}`;
}

function formatMeaning(option: Option): string {
  if (option.kind === 'whole') return `${option.says}, ${option.from} to ${option.to} (${option.otherwise})`;
  return option.kind === 'text' && option.otherwise ? `${option.says} (${option.otherwise})` : option.says;
}
