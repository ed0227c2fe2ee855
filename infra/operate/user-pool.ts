/** People in a deployment's user pool: added, listed, shut out. No password passes here: Cognito makes one up and mails it. */
import { ROLES, type Role } from '../../edge/core/principal.ts';
import { REGION } from '../config/deployments.ts';
import type { JsonClient } from './json-client.ts';

export interface UserPool {
  readonly client: JsonClient;
  readonly id: string;
}

export interface PoolUser {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly isEnabled: boolean;
  /** Cognito's word: `CONFIRMED`, or `FORCE_CHANGE_PASSWORD` for who has not signed in yet. */
  readonly status: string;
}

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** The people of a deployment or of a local run. */
export interface Directory {
  /** Adds a person, or gives one who is there the name and the role. */
  add(person: NewUser): Promise<{ readonly subject: string; readonly isNew: boolean }>;
  /** Lets a person sign in no more. */
  disable(email: string): Promise<void>;
  list(): Promise<readonly PoolUser[]>;
  /** How who is new gets in. */
  readonly invitation: string;
}

export function openUserPool(pool: UserPool): Directory {
  return {
    add: (person) => addUser(pool, person),
    disable: (email) => disableUser(pool, email),
    list: () => listUsers(pool),
    invitation: 'the password comes by mail',
  };
}

/**
 * Adds a person, or gives one who is there the name and the role.
 * @throws {Error} when Cognito refuses
 */
async function addUser(pool: UserPool, { email, name, role }: NewUser): Promise<{ subject: string; isNew: boolean }> {
  const attributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'name', Value: name },
  ];
  const known = await findUser(pool, email);
  if (known === null) {
    const input = { Username: email, UserAttributes: attributes, DesiredDeliveryMediums: ['EMAIL'] };
    const { User } = await call(pool, 'AdminCreateUser', input);
    await call(pool, 'AdminAddUserToGroup', { Username: email, GroupName: role });
    return { subject: readSubject(User), isNew: true };
  }
  await call(pool, 'AdminUpdateUserAttributes', { Username: email, UserAttributes: attributes });
  await call(pool, 'AdminAddUserToGroup', { Username: email, GroupName: role });
  return { subject: known, isNew: false };
}

/**
 * Lets a person sign in no more, and ends their sessions. Access tokens that are out last up to an hour.
 * @throws {Error} when Cognito refuses
 */
async function disableUser(pool: UserPool, email: string): Promise<void> {
  await call(pool, 'AdminDisableUser', { Username: email });
  await call(pool, 'AdminUserGlobalSignOut', { Username: email });
}

/** @throws {Error} when Cognito refuses */
async function listUsers(pool: UserPool): Promise<readonly PoolUser[]> {
  const roles = new Map<string, Role[]>();
  for (const role of ROLES) {
    for (const user of await page(pool, 'ListUsersInGroup', { GroupName: role })) {
      const subject = readSubject(user);
      roles.set(subject, [...(roles.get(subject) ?? []), role]);
    }
  }
  const users = await page(pool, 'ListUsers', {});
  return users.map((user) => {
    const subject = readSubject(user);
    return {
      subject,
      email: readAttribute(user, 'email'),
      name: readAttribute(user, 'name'),
      roles: roles.get(subject) ?? [],
      isEnabled: user.Enabled === true,
      status: String(user.UserStatus),
    };
  });
}

async function findUser(pool: UserPool, email: string): Promise<string | null> {
  try {
    return readSubject(await call(pool, 'AdminGetUser', { Username: email }));
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return null;
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function call({ client, id }: UserPool, target: string, input: Fields): Promise<Fields> {
  return client.send({ service: 'cognito-idp', region: REGION, target, input: { UserPoolId: id, ...input } });
}

async function page(pool: UserPool, target: string, input: Fields): Promise<readonly Fields[]> {
  const users: Fields[] = [];
  const tokenName = target === 'ListUsers' ? 'PaginationToken' : 'NextToken';
  for (let token: unknown; ; ) {
    const found = await call(pool, target, { ...input, ...(token === undefined ? {} : { [tokenName]: token }) });
    if (Array.isArray(found.Users)) users.push(...found.Users);
    token = found[tokenName];
    if (token === undefined) return users;
  }
}

function readSubject(user: unknown): string {
  return readAttribute(user, 'sub');
}

/** A user's attributes stand under `Attributes`, or, in the response of one operation, under `UserAttributes`. */
function readAttribute(user: unknown, name: string): string {
  const { Attributes, UserAttributes }: Fields = typeof user === 'object' && user !== null ? { ...user } : {};
  const list: unknown = Attributes ?? UserAttributes;
  const found: unknown = Array.isArray(list) ? list.find((each) => each?.Name === name) : undefined;
  return typeof found === 'object' && found !== null && 'Value' in found ? String(found.Value) : '';
}
