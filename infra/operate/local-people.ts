/** People of a local run, as its issuer reads them. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { namePaths } from '../local/data-folder.ts';
import { keepPerson, readPeople } from '../local/identity/people.ts';
import { DEMO_USERS } from '../local/seed/demo-users.ts';
import { CommandError } from './command-error.ts';
import type { Directory } from './user-pool.ts';

/** @throws {CommandError} when no run is up in that folder. */
export function openLocalPeople(dataDir: string): Directory {
  const { people: path, runJson } = namePaths(resolve(dataDir));
  if (!existsSync(runJson)) {
    throw new CommandError(`${runJson}: no local run has its data in ${dataDir}: is \`npm start\` running?`);
  }
  const find = (email: string) => readPeople(path, DEMO_USERS).find((person) => person.email === email);
  return {
    async add({ email, name: fullName, role }) {
      const known = find(email);
      const subject = known?.subject ?? randomUUID();
      await keepPerson(path, { email, fullName, role, subject, isEnabled: true });
      return { subject, isNew: known === undefined };
    },
    async disable(email) {
      const known = find(email);
      if (!known) throw new CommandError(`${email}: nobody has that address here.`);
      await keepPerson(path, { ...known, isEnabled: false });
    },
    list: async () =>
      readPeople(path, DEMO_USERS).map(({ subject, email, fullName: name, role, isEnabled }) => {
        return { subject, email, name, roles: [role], isEnabled, status: 'CONFIRMED' };
      }),
    // The sign-in of a local run asks for none.
    invitation: 'the sign-in page offers them now',
  };
}
