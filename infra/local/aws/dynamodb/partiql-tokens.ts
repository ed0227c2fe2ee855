/** Cuts a PartiQL statement into its words. */
import { ServiceError } from '../json-protocol/errors.ts';

export interface Token {
  /** `name` is in double quotes, `word` is bare: a keyword, a function or an attribute. */
  readonly kind: 'name' | 'word' | 'text' | 'number' | 'sign';
  /** Without its quotes; keywords as they stand. */
  readonly value: string;
}

export interface TokenReader {
  /** The token that comes, or the one `ahead` of it. */
  peek(ahead?: number): Token | undefined;
  /** @throws {ServiceError} when there is none. */
  take(): Token;
  /** Takes these words or signs if they come. */
  accept(...values: readonly string[]): boolean;
  /** @throws {ServiceError} when others come. */
  expect(...values: readonly string[]): void;
}

const TOKEN =
  /\s*(?:"(?<name>[^"]+)"|'(?<text>(?:[^']|'')*)'|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_]\w*)|(?<sign><>|<=|>=|!=|[=<>+\-*?(),.[\]{}:]))/y;

/** @throws {ServiceError} when something else than PartiQL's words stands in it. */
export function readTokens(statement: string): TokenReader {
  const tokens = [...cut(statement.trimEnd())];
  let position = 0;
  const isNext = (value: string, ahead: number) => {
    const token = tokens[position + ahead];
    const isKeyword = token?.kind === 'word' || token?.kind === 'sign';
    return isKeyword && token.value.toUpperCase() === value;
  };
  const accept = (...values: readonly string[]) => {
    if (!values.every(isNext)) return false;
    position += values.length;
    return true;
  };
  return {
    peek: (ahead = 0) => tokens[position + ahead],
    take() {
      const token = tokens[position];
      if (!token) throw malformed('it ends too early');
      position += 1;
      return token;
    },
    accept,
    expect(...values) {
      if (!accept(...values)) throw malformed(`${values.join(' ')} expected`);
    },
  };
}

/** The error of every statement that is not understood. */
export function malformed(reason: string): ServiceError {
  return new ServiceError('ValidationException', `Statement wasn’t well formed, can’t be processed: ${reason}`);
}

function* cut(statement: string): Generator<Token> {
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < statement.length) {
    const from = TOKEN.lastIndex;
    const found = Object.entries(TOKEN.exec(statement)?.groups ?? {}).find(([, value]) => value !== undefined);
    if (!found) throw malformed(`unexpected at ${from}`);
    const [kind, value] = found as [Token['kind'], string];
    yield { kind, value: kind === 'text' ? value.replaceAll("''", "'") : value };
  }
}
