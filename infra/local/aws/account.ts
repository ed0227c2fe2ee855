/** The account that a run takes place in, made once and kept with the rest of the run's state. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { replaceFile } from './durable-file.ts';
import { isRecord } from './is-record.ts';

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** Random: the names that CloudFormation would make up are derived from it, and so stay what they are. */
  readonly salt: string;
  /** May do everything. */
  readonly root: AccessKey;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The account of AWS's own examples. */
const EXAMPLE_ACCOUNT_ID = '123456789012';

/**
 * Reads the account, or makes and keeps one where there is none.
 * @throws {TypeError} when the file holds something else.
 */
export async function loadAccount(path: string): Promise<Account> {
  if (existsSync(path)) return parseAccount(readFileSync(path, 'utf8'), path);
  const account = createAccount();
  await replaceFile(path, JSON.stringify(account));
  await chmod(path, 0o600);
  return account;
}

function createAccount(): Account {
  return {
    id: EXAMPLE_ACCOUNT_ID,
    salt: randomBytes(16).toString('hex'),
    root: {
      accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
    },
  };
}

function parseAccount(text: string, path: string): Account {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Refused below, with every other text that is no account.
  }
  if (!isAccount(value)) throw new TypeError(`${path} holds no account`);
  return value;
}

function isAccount(value: unknown): value is Account {
  const { id, salt, root } = isRecord(value) ? value : {};
  const { accessKeyId, secretAccessKey } = isRecord(root) ? root : {};
  return [id, salt, accessKeyId, secretAccessKey].every((text) => typeof text === 'string');
}
