import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Owner } from './directory.ts';
import { type Command, findInPath } from './processes.ts';

/** Under whom PostgreSQL runs: it refuses root, and it refuses a user without a name. */
export interface Account {
  readonly name: string;
  /** A program that changes the user and then becomes PostgreSQL, keeping the process number. */
  readonly through: readonly string[];
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** Whose the files have to be; unset where we cannot give files away. */
  readonly owner: Owner | undefined;
}

interface NamedUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The accounts worth trying, best first. */
export async function possibleAccounts(directory: string, path: string): Promise<Account[]> {
  const users = await namedUsers();
  const namespace = await userNamespace(users, path);
  if (process.getuid?.() === 0) return accountsOfRoot(directory, users, namespace);
  const self: Account = { name: 'this user', through: [], identity: {}, owner: undefined };
  if (namespace === undefined) return [self];
  return hasName() ? [self, namespace] : [namespace, self];
}

/**
 * A directory that belongs to an ordinary user stays theirs: otherwise one command run by root
 * would lock out the node that runs as that user (a nameless one gets a name in a namespace). Else a user namespace, in which root's files
 * stay root's, also below /root; and where that is forbidden, as in many containers, another user.
 */
async function accountsOfRoot(
  directory: string,
  users: readonly NamedUser[],
  namespace: Account | undefined,
): Promise<Account[]> {
  const { uid, gid } = await stat(directory);
  const accounts: Account[] = [];
  if (uid !== 0) {
    const named = users.find((user) => user.uid === uid);
    const through = named === undefined ? namespace?.through : [];
    accounts.push({ ...switchedTo({ name: named?.name ?? `uid ${uid}`, uid, gid }), through: through ?? [] });
  }
  if (namespace !== undefined) accounts.push(namespace);
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const user = users.find((candidate) => candidate.name === name);
    if (user !== undefined && user.uid !== uid) accounts.push(switchedTo(user));
  }
  return accounts;
}

function switchedTo({ name, uid, gid }: NamedUser): Account {
  return { name: `the user ${name}`, through: [], identity: { uid, gid }, owner: { uid, gid } };
}

async function userNamespace(users: readonly NamedUser[], path: string): Promise<Account | undefined> {
  const unshare = await findInPath('unshare', path);
  const inside = users.find((user) => user.name === 'nobody') ?? users[0];
  if (process.platform !== 'linux' || unshare === undefined || inside === undefined) return undefined;
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return {
    name: 'a user namespace',
    through: [unshare, '--user', `--map-user=${inside.uid}`, `--map-group=${inside.gid}`, '--'],
    identity: {},
    owner: self.uid === 0 ? self : undefined,
  };
}

async function namedUsers(): Promise<NamedUser[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  return lines
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && uid > 0 && gid >= 0);
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

export function asAccount(
  account: Account,
  program: string,
  args: readonly string[],
  cwd: string,
  path: string,
): Command {
  const [first = program, ...rest] = [...account.through, program, ...args];
  return { program: first, args: rest, cwd, path, identity: account.identity };
}
