import { join } from 'node:path';
import { type Account, asAccount, possibleAccounts } from './account.ts';
import { type Binaries, copyBinaries, findBinaries, linkLibraries, type Places } from './binaries.ts';
import { clusterVersion } from './cluster.ts';
import { giveDirectoryTo, type Layout } from './directory.ts';
import { noBinaries, wrongVersion } from './error.ts';
import { run } from './processes.ts';

/** PostgreSQL's SQL that this server uses needs at least this. */
const VERSION_MIN = 15;

/** Binaries that were seen to run, and the account they run under. */
export interface Installation {
  readonly bin: string;
  readonly version: number;
  readonly account: Account;
  readonly path: string;
}

export type Probe = { readonly version: number } | { readonly problem: string };

/** The first PostgreSQL that runs here and can read the cluster, if there is one. */
export async function chooseInstallation(layout: Layout, places: Places, path: string): Promise<Installation> {
  const needed = await clusterVersion(layout);
  const candidates = await findBinaries(places, path);
  const accounts = await possibleAccounts(layout.directory, path);
  const problems = candidates.some(({ root }) => root)
    ? []
    : [`the npm package ${places.packageName} is not installed`];
  if (!candidates.some(({ root }) => root === undefined)) problems.push('the system has no postgres and initdb');

  const unfit = new Set<number>();
  for (const binaries of candidates) {
    const found = await firstThatRuns(binaries, accounts, layout, path);
    if ('problem' in found) problems.push(found.problem);
    else if (found.version < VERSION_MIN) problems.push(`PostgreSQL ${found.version} is older than ${VERSION_MIN}`);
    else if (needed !== undefined && found.version !== needed) unfit.add(found.version);
    else return found;
  }
  if (needed !== undefined && unfit.size > 0) throw wrongVersion(layout.directory, needed, [...unfit]);
  throw noBinaries(problems);
}

async function firstThatRuns(
  binaries: Binaries,
  accounts: readonly Account[],
  layout: Layout,
  path: string,
): Promise<Installation | { readonly problem: string }> {
  if (binaries.root !== undefined) await linkLibraries(binaries.root);
  let problem = `${binaries.bin} could not be tried under any user`;
  for (const account of accounts) {
    if (account.owner) await giveDirectoryTo(layout.directory, account.owner);
    let { bin } = binaries;
    let probe = await ask(bin, account, layout, path);
    if ('problem' in probe && binaries.root !== undefined && account.identity.uid !== undefined && account.owner) {
      ({ bin } = await copyBinaries(binaries.root, layout.directory, account.owner));
      probe = await ask(bin, account, layout, path);
    }
    if ('version' in probe) return { bin, version: probe.version, account, path };
    problem = `${join(bin, 'postgres')} does not run as ${account.name} (${probe.problem})`;
  }
  return { problem };
}

/** Asking for the version shows at once that binaries, libraries, user and directory go together. */
async function ask(bin: string, account: Account, { directory }: Layout, path: string): Promise<Probe> {
  const { ok, output } = await run(asAccount(account, join(bin, 'postgres'), ['--version'], directory, path));
  const version = Number(/\(PostgreSQL\) (\d+)/.exec(output)?.[1]);
  return ok && version > 0 ? { version } : { problem: output.split('\n')[0] ?? '' };
}
