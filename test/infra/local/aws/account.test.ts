import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadAccount } from '../../../../infra/local/aws/account.ts';

async function makePath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-account-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'account.json');
}

describe('loadAccount', () => {
  it('makes an account once, for nobody else to read, and another one in another folder', async () => {
    const path = await makePath();
    const account = await loadAccount(path);
    expect(await loadAccount(path)).toEqual(account);
    expect((await stat(path)).mode & 0o077).toBe(0);
    const other = await loadAccount(await makePath());
    expect(other.salt).not.toBe(account.salt);
    expect(other.root).not.toEqual(account.root);
  });

  it.each(['{"id":"123456789012"}', '[]', '{'])('refuses a file that is none: %s', async (text) => {
    const path = await makePath();
    await writeFile(path, text);
    await expect(loadAccount(path)).rejects.toThrow(`${path} holds no account`);
  });
});
