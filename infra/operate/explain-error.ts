/** Explains to the operator why a command cannot go on: one line, with what to do about it where that is known. */
import { CommandError } from './command-error.ts';

/** By the name of an error of AWS or of Node: what it means here. `%` stands for the error's own words. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'No AWS credentials: set AWS_PROFILE or sign in (aws sso login). %',
  TokenProviderError: 'The AWS session has ended: sign in again (aws sso login). %',
  ExpiredToken: 'The AWS credentials have expired: sign in again.',
  ExpiredTokenException: 'The AWS credentials have expired: sign in again.',
  InvalidAccessKeyId: 'AWS does not know these credentials: see AWS_PROFILE and `aws sts get-caller-identity`.',
  InvalidClientTokenId: 'AWS does not know these credentials: see AWS_PROFILE and `aws sts get-caller-identity`.',
  UnrecognizedClientException:
    'AWS does not know these credentials: see AWS_PROFILE and `aws sts get-caller-identity`.',
  SignatureDoesNotMatch: 'The secret half of the AWS credentials is wrong. %',
  RequestTimeTooSkewed: 'The clock of this machine is wrong. %',
  AccessDenied: 'These AWS credentials may not do that: %',
  AccessDeniedException: 'These AWS credentials may not do that: %',
  NoSuchBucket: 'The bucket is not there: is the stack deployed, in this account? %',
  ResourceNotFoundException: 'The table is not there: is the stack deployed, in this account? %',
  QueueDoesNotExist: 'The queue is not there: is the stack deployed, in this account? %',
};
/** Names of errors about the caller's credentials or clock: every other call would fail alike. */
const CALLER_ERRORS = /Credentials|Token|InvalidAccessKeyId|UnrecognizedClient|SignatureDoesNotMatch|TimeTooSkewed/;
/** Codes of Node's network errors, which the SDK passes on. */
const UNREACHABLE = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Makes the line. Its words may come from AWS; line breaks and control characters in them are taken out. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const words = toMessage(error);
  if (error instanceof CommandError) return words;
  const meaning = EXPLANATIONS[error.name];
  if (meaning !== undefined) return meaning.replace('%', () => words).trim();
  const code = findCode(error);
  if (code !== null && UNREACHABLE.has(code)) {
    return `Nobody answers (${code}): is the network there, and \`npm start\` running if it is the local run?`;
  }
  const saysItself = error.name === 'Error' || error instanceof TypeError || words.startsWith(`${error.name}: `);
  return saysItself ? words : `${error.name}: ${words}`;
}

/** Whether every other call would fail alike, so that going on makes no sense. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = findCode(error);
  return CALLER_ERRORS.test(error.name) || (code !== null && UNREACHABLE.has(code));
}

function toMessage({ message }: Error): string {
  return message.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** An address of several numbers fails as an AggregateError of one error each. */
function findCode(error: Error): string | null {
  if ('code' in error && typeof error.code === 'string') return error.code;
  const [first]: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return first instanceof Error ? findCode(first) : null;
}
