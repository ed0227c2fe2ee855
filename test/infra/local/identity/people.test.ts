import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoUser } from '../../../../infra/local/identity/demo-user.ts';
import { keepPerson, readPeople } from '../../../../infra/local/identity/people.ts';

const WES: DemoUser = { name: 'worker', fullName: 'Wes', role: 'worker', subject: 'user-wes', about: 'truck 4' };
const ANA = { email: 'ana@example.com', fullName: 'Ana', role: 'worker', subject: 's-1', isEnabled: true } as const;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-people-'));
  path = join(folder, 'people.json');
});
afterEach(() => rm(folder, { recursive: true }));

const list = () => readPeople(path, [WES]).map(({ email, fullName, isEnabled }) => [email, fullName, isEnabled]);

describe('readPeople', () => {
  it('has the demo’s people where nobody was added', () => {
    expect(readPeople(path, [WES])).toEqual([{ ...WES, email: 'worker@example.com', isEnabled: true }]);
  });

  it('has whom keepPerson has added after them, by the address, and what it has changed of either', async () => {
    await keepPerson(path, ANA);
    expect(readPeople(path, [WES])[1]).toMatchObject({ name: 'ana@example.com', subject: 's-1', role: 'worker' });
    await keepPerson(path, { ...ANA, isEnabled: false });
    await keepPerson(path, { ...WES, email: 'worker@example.com', fullName: 'Wesley', isEnabled: true });
    expect(list()).toEqual([
      ['worker@example.com', 'Wesley', true],
      ['ana@example.com', 'Ana', false],
    ]);
  });

  it.each(['{', '[]', '{"a@b.c":1}', '{"a@b.c":{"fullName":"A","subject":"s","role":"boss"}}'])(
    'passes over what is no person: %s',
    async (text) => {
      await writeFile(path, text);
      expect(list()).toEqual([['worker@example.com', 'Wes', true]]);
    },
  );
});
