import { createHash } from 'node:crypto';
import { access, chmod, chown, constants, lchown, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusableDirectory } from './error.ts';

export const PORT = 5432;

/** What lies where in the directory of an embedded PostgreSQL. */
export interface Layout {
  readonly directory: string;
  readonly cluster: string;
  readonly log: string;
  readonly socketDirectory: string;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whoever can reach the socket is the database's superuser: the directory's mode is the only lock. */
export async function prepareDirectory(wanted: string): Promise<Layout> {
  try {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    const directory = await realpath(wanted);
    const { uid, mode } = await stat(directory);
    const self = process.getuid?.() ?? uid;
    if (self !== 0 && uid !== self) {
      throw unusableDirectory(wanted, `it belongs to another user (uid ${uid}), and this process runs as uid ${self}`);
    }
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    if ((mode & 0o077) !== 0) await chmod(directory, 0o700);
    return {
      directory,
      cluster: join(directory, 'data'),
      log: join(directory, 'server.log'),
      socketDirectory: socketDirectoryOf(directory, tmpdir()),
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'EmbeddedPostgresError') throw error;
    throw unusableDirectory(wanted, (error as Error).message, error);
  }
}

/** A socket's whole path has to fit into `sun_path` with its closing zero: 108 bytes on Linux, 104 on macOS. */
export function socketDirectoryOf(directory: string, temporary: string): string {
  const size = process.platform === 'linux' ? 108 : 104;
  if (Buffer.byteLength(join(directory, `.s.PGSQL.${PORT}`)) < size) return directory;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 20);
  return join(temporary, `kunveno-${name}`);
}

/**
 * Anyone can make a directory of that name in a shared temporary folder before us, and put a server of their own
 * there. So it is used only if it is a real directory, closed to others, and ours or the data's owner's.
 */
export async function isPrivateSocketDirectory({ directory }: Layout, socketDirectory: string): Promise<boolean> {
  if (socketDirectory === directory) return true;
  const found = await lstat(socketDirectory).catch(() => undefined);
  const trusted = [process.getuid?.(), (await stat(directory)).uid];
  return found?.isDirectory() === true && (found.mode & 0o077) === 0 && trusted.includes(found.uid);
}

export async function prepareSocketDirectory(layout: Layout, owner: Owner | undefined): Promise<void> {
  const { directory, socketDirectory } = layout;
  if (socketDirectory === directory) return;
  await mkdir(socketDirectory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw unusableDirectory(socketDirectory, error.message, error);
  });
  if (!(await isPrivateSocketDirectory(layout, socketDirectory))) {
    throw unusableDirectory(socketDirectory, 'someone else made it, and the database needs a private one');
  }
  if (owner) await chown(socketDirectory, owner.uid, owner.gid);
}

/**
 * Gives the whole directory to the user PostgreSQL will run as. The top comes last:
 * its owner says that everything below was given, also when this is interrupted.
 */
export async function giveDirectoryTo(directory: string, owner: Owner): Promise<void> {
  if ((await lstat(directory)).uid === owner.uid) return;
  for (const entry of await readdir(directory, { recursive: true })) {
    await lchown(join(directory, entry), owner.uid, owner.gid);
  }
  await lchown(directory, owner.uid, owner.gid);
}
