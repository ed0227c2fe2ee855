/**
 * Who can sign in to a local run: the demo's people, and those that `npm run users` has added or changed. What it did stands in a
 * file of the data folder, which the issuer reads at each sign-in.
 */
import { ROLES } from '../../../edge/core/principal.ts';
import { isJsonObject, readJsonObject, replaceJsonFile } from '../json-file.ts';
import { type DemoUser, toEmail } from './demo-user.ts';

export interface LocalPerson extends DemoUser {
  readonly email: string;
  readonly isEnabled: boolean;
}

type Kept = Pick<LocalPerson, 'fullName' | 'role' | 'subject' | 'isEnabled'>;

/** By e-mail address, in the order in which they came. */
export function readPeople(path: string, demo: readonly DemoUser[]): readonly LocalPerson[] {
  const kept = new Map(Object.entries(readJsonObject(path) ?? {}).flatMap(parseKept));
  const ofDemo = demo.map((user) => {
    const email = toEmail(user);
    return { ...user, email, isEnabled: true, ...kept.get(email) };
  });
  const added = [...kept].filter(([email]) => !ofDemo.some((user) => user.email === email));
  return [
    ...ofDemo,
    ...added.map(([email, person]) => ({ ...person, email, name: email, about: 'added by npm run users' })),
  ];
}

/** @throws {NodeJS.ErrnoException} when the folder cannot be written. */
export async function keepPerson(path: string, { email, ...person }: Kept & { readonly email: string }): Promise<void> {
  const { fullName, role, subject, isEnabled } = person;
  await replaceJsonFile(path, { ...readJsonObject(path), [email]: { fullName, role, subject, isEnabled } });
}

function parseKept([email, value]: readonly [string, unknown]): readonly (readonly [string, Kept])[] {
  if (!isJsonObject(value)) return [];
  const { fullName, subject, isEnabled } = value;
  const role = ROLES.find((each) => each === value.role);
  if (typeof fullName !== 'string' || typeof subject !== 'string' || role === undefined) return [];
  return [[email, { fullName, subject, role, isEnabled: isEnabled === true }]];
}
