import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { chmod, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { defaultPlaces } from '../../src/platform/embedded-postgres/binaries.ts';
import { prepareDirectory, socketDirectoryOf } from '../../src/platform/embedded-postgres/directory.ts';
import { openLog, trimLog } from '../../src/platform/embedded-postgres/log.ts';
import {
  ask,
  cleanUp,
  cleanUpTemplate,
  directoryWithData,
  hasSystemPostgres,
  installedApplication,
  leaveStaleFiles,
  newFolder,
  open,
  postmasterOf,
  processesIn,
  setting,
  startNode,
  systemFolder,
  until,
} from '../support/embedded-postgres.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65534, gid: 65534 };
const NAMELESS = { uid: 12345, gid: 12345 };

const strangers: ChildProcess[] = [];

afterEach(cleanUp);
afterEach(() => {
  for (const parent of strangers.splice(0)) parent.kill('SIGKILL');
});
afterAll(cleanUpTemplate);

const fresh = async () => join(await newFolder(), 'postgres');

describe('an embedded PostgreSQL, started for the first time', () => {
  it('is durable, closed to others, on no TCP port, and ends with its node', async () => {
    const directory = await fresh();
    const steps: string[] = [];
    const options = { directory, mode: 'own', durable: true } as const;
    const server = await open({ ...options, onProgress: (step) => steps.push(step) });

    expect(server.started).toBe('fresh');
    expect(steps).toEqual(['preparing', 'creating', 'starting', 'ready']);
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums']) {
      expect([name, await setting(server.address, name)]).toEqual([name, 'on']);
    }
    expect(await setting(server.address, 'server_encoding')).toBe('UTF8');
    expect(await setting(server.address, 'listen_addresses')).toBe('');
    expect(await tcpSocketsListenedToBy(await postmasterOf(directory))).toEqual([]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await readdir(directory)).sort()).toEqual(['.s.PGSQL.5432', '.s.PGSQL.5432.lock', 'data', 'server.log']);

    await ask(server.address, (sql) => sql`create table word as select 'kept' as said`);
    await server.stop();
    expect(processesIn(directory)).toEqual([]);

    const again = await open({ directory, mode: 'own' });
    expect(again.started).toBe('warm');
    expect(await ask(again.address, (sql) => sql`select said from word`)).toEqual([{ said: 'kept' }]);
  });

  it('leaves no half of a database when it is killed while making one', async () => {
    const directory = await fresh();
    const node = startNode({ directory, mode: 'own' });
    await node.next(({ step }) => step === 'creating');
    const unfinished = async () => (await readdir(directory)).find((entry) => entry.startsWith('unfinished-'));
    expect(await until(async () => (await readdir(join(directory, (await unfinished()) ?? ''))).length > 3)).toBe(true);
    await node.kill();
    expect(await readdir(directory)).toEqual([await unfinished()]);

    const server = await open({ directory, mode: 'own' });
    expect(server.started).toBe('fresh');
    expect(await ask(server.address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
    expect(await unfinished()).toBeUndefined();
  });

  it('serves one of two nodes that start at the same moment', async () => {
    const directory = await fresh();
    const nodes = [startNode({ directory, mode: 'own' }), startNode({ directory, mode: 'own' })];
    const lines = await Promise.all(nodes.map((node) => node.next(({ opened, failed }) => !!(opened ?? failed))));
    expect(lines.filter(({ opened }) => opened)).toHaveLength(1);
    expect(lines.find(({ failed }) => failed)?.failed?.code).toBe('owned_by_another_node');
  });
});

describe('the node that owns it', () => {
  it('is one: a second is refused and told who the first is', async () => {
    const directory = await directoryWithData();
    const first = await open({ directory, mode: 'own' });
    const second = await startNode({ directory, mode: 'own' }).failed();
    expect(second.code).toBe('owned_by_another_node');
    expect(second.message).toContain(`Another node (process ${process.pid}) already runs on ${directory}`);
    await expect(open({ directory, mode: 'own' })).rejects.toMatchObject({ code: 'owned_by_another_node' });
    expect(await ask(first.address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it('can be killed: what it committed is kept, and the next one adopts its server and stops it', async () => {
    const directory = await directoryWithData();
    const node = startNode({ directory, mode: 'own', durable: true });
    const { address } = await node.opened();
    await ask(address, (sql) => sql`create table word as select n from generate_series(1, 100) n`);
    await node.kill();
    const orphan = await postmasterOf(directory);

    const next = await open({ directory, mode: 'own', durable: true });
    expect(next.started).toBe('adopted');
    expect(await postmasterOf(directory)).toBe(orphan);
    expect(await ask(next.address, (sql) => sql`select count(*)::int as rows from word`)).toEqual([{ rows: 100 }]);
    await next.stop();
    expect(processesIn(directory)).toEqual([]);
  });

  it('is not refused because the server has not noticed yet that the last one was killed', async () => {
    const directory = await directoryWithData();
    const node = startNode({ directory, mode: 'own' });
    const { address } = await node.opened();
    const [holder] = await ask(address, (sql) => sql<{ pid: number }[]>`select pid from pg_locks where objid = 1`);
    process.kill(holder?.pid ?? 0, 'SIGSTOP');
    await node.kill();
    const next = open({ directory, mode: 'own' });
    await pause(500);
    process.kill(holder?.pid ?? 0, 'SIGCONT');
    expect((await next).started).toBe('adopted');
  });

  it('does not adopt a server without fsync, unless it wants one', async () => {
    const directory = await directoryWithData();
    const node = startNode({ directory, mode: 'own', durable: false });
    await node.opened();
    await node.kill();
    const server = await open({ directory, mode: 'own', durable: true });
    expect(server.started).toBe('warm');
    expect(await setting(server.address, 'fsync')).toBe('on');
  });

  it('gets a Ctrl-C alone: the server goes on until it is told to stop', async () => {
    const directory = await directoryWithData();
    const node = startNode({ directory, mode: 'own' });
    const { address } = await node.opened();
    process.kill(-node.pid, 'SIGINT');
    await node.next(() => false).catch(() => undefined);
    expect(await ask(address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it('keeps its place when its connection is cut and when the server restarts by itself', async () => {
    const directory = await directoryWithData();
    const server = await open({ directory, mode: 'own' });
    const holders = async () =>
      ask(server.address, (sql) => sql<{ pid: number }[]>`select pid from pg_locks where locktype = 'advisory'`)
        .then((rows) => [...new Set(rows.map(({ pid }) => pid))])
        .catch(() => []);
    const [first = 0] = await holders();
    await ask(server.address, (sql) => sql`select pg_terminate_backend(${first})`);
    expect(await until(async () => ![first, undefined].includes((await holders())[0]))).toBe(true);

    const [second = 0] = await holders();
    process.kill(second, 'SIGKILL');
    expect(await until(async () => ![second, undefined].includes((await holders())[0]))).toBe(true);
    const other = await startNode({ directory, mode: 'own' }).failed();
    expect(other.code).toBe('owned_by_another_node');
    await server.stop();
    expect(processesIn(directory)).toEqual([]);
  });

  it('outlives a server that was killed, and the next start recovers all that was committed', async () => {
    const directory = await directoryWithData();
    const server = await open({ directory, mode: 'own', durable: true });
    await ask(server.address, (sql) => sql`create table word as select n from generate_series(1, 100) n`);
    process.kill(await postmasterOf(directory), 'SIGKILL');
    expect(await until(() => processesIn(directory).length === 0)).toBe(true);
    await server.stop();

    const next = await open({ directory, mode: 'own', durable: true });
    expect(next.started).toBe('warm');
    expect(await ask(next.address, (sql) => sql`select count(*)::int as rows from word`)).toEqual([{ rows: 100 }]);
    expect(await readFile(join(directory, 'server.log'), 'utf8')).toContain('automatic recovery in progress');
  });
});

describe('a command', () => {
  it('joins the server of a running node and leaves it running', async () => {
    const directory = await directoryWithData();
    const node = startNode({ directory, mode: 'own' });
    await node.opened();
    const command = await open({ directory, mode: 'join' });
    expect(command.started).toBe('joined');
    await command.stop();
    const other = await open({ directory, mode: 'join' });
    expect(await ask(other.address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await node.stop();
    expect(processesIn(directory)).toEqual([]);
  });

  it('starts the server for itself where no node runs; the last of several stops it', async () => {
    const directory = await directoryWithData();
    const first = await open({ directory, mode: 'join' });
    expect(first.started).toBe('warm');
    const second = await open({ directory, mode: 'join' });
    expect(second.started).toBe('joined');
    await first.stop();
    expect(await ask(second.address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await second.stop();
    expect(processesIn(directory)).toEqual([]);
  });

  it('leaves its server to a node that came meanwhile, and an orphan to the next node', async () => {
    const directory = await directoryWithData();
    const command = await open({ directory, mode: 'join' });
    const node = startNode({ directory, mode: 'own' });
    expect((await node.opened()).started).toBe('adopted');
    await command.stop();
    expect(processesIn(directory)).not.toEqual([]);
    await node.stop();

    const orphaned = startNode({ directory, mode: 'own' });
    await orphaned.opened();
    await orphaned.kill();
    await (await open({ directory, mode: 'join' })).stop();
    expect((await open({ directory, mode: 'own' })).started).toBe('adopted');
  });
});

describe('files that a dead server left', () => {
  const named: Record<string, () => number | string | Promise<number>> = {
    'a process that is gone': () => spawnSync('true').pid,
    'a process that has nothing to do with it': stranger,
    'a zombie': zombie,
    'nobody, being empty': () => '',
  };

  it.each(Object.entries(named))('do not hinder a start when they name %s', async (_who, pid) => {
    const directory = await directoryWithData();
    const number = await pid();
    await leaveStaleFiles(directory, number);
    if (number === '') await writeFile(join(directory, 'data', 'postmaster.pid'), '');
    const server = await open({ directory, mode: 'own' });
    expect(server.started).toBe('warm');
    expect(await ask(server.address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  const canEnterContainer = isRoot && spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;

  it.runIf(canEnterContainer)('are not taken for stale when the server lives in another container', async () => {
    const directory = await directoryWithData();
    const through = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const node = startNode({ directory, mode: 'own' }, { through });
    await node.opened();
    expect(await readlink(`/proc/${await postmasterOf(directory)}/cwd`).catch(() => '')).not.toContain(directory);

    await expect(open({ directory, mode: 'own' })).rejects.toMatchObject({ code: 'owned_by_another_node' });
    const command = await open({ directory, mode: 'join' });
    expect(command.started).toBe('joined');
    await command.stop();
    await node.stop();
  });
});

describe('its log', () => {
  it('holds no statement, no parameter and no word of a failed one', async () => {
    const directory = await directoryWithData();
    const server = await open({ directory, mode: 'own' });
    await ask(server.address, async (sql) => {
      const secret = 'ana-whispers';
      await sql`create table word (said text primary key)`;
      await sql`insert into word values (${secret})`;
      await expect(sql`insert into word values (${secret})`).rejects.toThrow('duplicate');
      await expect(sql.unsafe(`select '${secret}'::integer`)).rejects.toThrow(secret);
      await expect(sql.unsafe(`select nothing from nowhere -- ${secret}`)).rejects.toThrow('nowhere');
      await sql.unsafe(`do $$ begin raise warning '${secret}'; end $$`);
      process.kill((await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0, 'SIGKILL');
      await expect(sql`select ${secret}, pg_sleep(1)`).rejects.toThrow();
    });
    await until(async () => /terminated by signal 9/.test(await readFile(join(directory, 'server.log'), 'utf8')));
    const log = await readFile(join(directory, 'server.log'), 'utf8');
    expect(log).toContain('terminated by signal 9');
    expect(log).not.toMatch(/ana-whispers|insert|select|nowhere/i);
  });

  it('stays in its place when another start gave way to it', async () => {
    const layout = await prepareDirectory(await fresh());
    const [winner, loser] = [await openLog(layout, undefined), await openLog(layout, undefined)];
    writeSync(winner.fd, 'ready');
    writeSync(loser.fd, 'lock file exists');
    expect(await loser.lastLines()).toBe('lock file exists');
    await loser.giveWay();
    expect(await readFile(layout.log, 'utf8')).toBe('ready');
    await winner.giveWay();
    expect(await winner.lastLines()).toBe('ready');
    await Promise.all([winner.close(), loser.close()]);
  });

  it('does not grow without bound: it is cut while the server writes, and begins anew at a start', async () => {
    const directory = await directoryWithData();
    const log = join(directory, 'server.log');
    await writeFile(log, 'the log of an earlier start\n');
    const server = await open({ directory, mode: 'own' });
    expect(await readFile(log, 'utf8')).not.toContain('an earlier start');
    await trimLog(await prepareDirectory(directory), 10);
    expect((await stat(log)).size).toBe(0);
    await ask(server.address, (sql) => sql`select pg_reload_conf()`);
    expect(await until(async () => (await stat(log)).size > 0)).toBe(true);
    expect(await readFile(log, 'utf8')).toMatch(/^20.* LOG: {2}received SIGHUP/);
  });
});

describe('its socket', () => {
  it('lies in a private temporary folder where its own path would be too long', async () => {
    const directory = join(await newFolder(), `a "long", odd 'name' `.repeat(8), 'postgres');
    const server = await open({ directory, mode: 'own' });
    expect(server.address.host).toBe(socketDirectoryOf(directory, tmpdir()));
    expect((await stat(server.address.host)).mode & 0o777).toBe(0o700);
    expect(await ask(server.address, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await server.stop();

    // A server of someone else could answer there: it is not asked, and none is started.
    const folder = server.address.host;
    await leaveStaleFiles(directory, process.pid, folder);
    await chmod(folder, 0o777);
    const stranger = createServer().listen(join(folder, '.s.PGSQL.5432'));
    let asked = 0;
    stranger.on('connection', () => asked++);
    await expect(open({ directory, mode: 'own' })).rejects.toMatchObject({ code: 'directory_unusable' });
    expect(asked).toBe(0);
    stranger.close();
    await rm(server.address.host, { recursive: true });
  });

  it('lies in a directory with an odd name of its own', async () => {
    const directory = join(await newFolder(), `it's "odd", ü`);
    const server = await open({ directory, mode: 'own' });
    expect(server.address.host).toBe(directory);
    expect((await startNode({ directory, mode: 'join' }).opened()).started).toBe('joined');
  });
});

describe('what hinders it', () => {
  it('is said when another version of PostgreSQL made the database, and nothing is changed', async () => {
    const directory = await directoryWithData();
    await writeFile(join(directory, 'data', 'PG_VERSION'), '14\n');
    const before = await listing(directory);
    const failure = open({ directory, mode: 'own' });
    await expect(failure).rejects.toMatchObject({ code: 'wrong_version' });
    await expect(failure).rejects.toThrow(/made by PostgreSQL 14.*DATABASE_URL/);
    expect(await listing(directory)).toEqual(before);
  });

  it('is said when there is no PostgreSQL', async () => {
    const directory = await fresh();
    const places = { packageName: '@embedded-postgres/none', startingPoints: [directory], systemFolder: directory };
    const failure = open({ directory, mode: 'own', environment: { PATH: '' } }, places);
    await expect(failure).rejects.toMatchObject({ code: 'no_binaries' });
    await expect(failure).rejects.toThrow(/@embedded-postgres\/none is not installed.*DATABASE_URL/);
  });

  it('is said in the words of PostgreSQL when the server does not start', async () => {
    const directory = await directoryWithData();
    await writeFile(join(directory, 'data', 'postgresql.conf'), 'wishes = many\n');
    const failure = open({ directory, mode: 'own' });
    await expect(failure).rejects.toMatchObject({ code: 'cannot_start' });
    await expect(failure).rejects.toThrow(/DATABASE_URL.*unrecognized configuration parameter "wishes"/s);
    expect(processesIn(directory)).toEqual([]);
  });

  it('is said when the directory is none', async () => {
    const file = await fresh();
    await writeFile(file, '');
    const failure = open({ directory: file, mode: 'own' });
    await expect(failure).rejects.toMatchObject({ code: 'directory_unusable' });
    await expect(failure).rejects.toThrow('DATABASE_URL');
  });
});

describe('its programs', () => {
  it.runIf(hasSystemPostgres)('are those of the system where the package is missing', async () => {
    const directory = await fresh();
    const places = { packageName: '@embedded-postgres/none', startingPoints: [directory], systemFolder };
    const server = await open({ directory, mode: 'own' }, places);
    const newest = (await readdir(systemFolder)).map(Number).sort((a, b) => b - a)[0];
    expect(Math.floor(Number(await setting(server.address, 'server_version_num')) / 10_000)).toBe(newest);
    await server.stop();

    // Only the version that made it can read it, so that one is taken also when the package is back.
    expect((await open({ directory, mode: 'own' })).started).toBe('warm');
  });

  it('are found beside a bundle in a home closed to others, and their libraries are linked', async () => {
    const home = await installedApplication();
    const program = join(home, 'dist', 'kunveno.js');
    const node = startNode({ directory: join(home, 'postgres'), mode: 'own' }, { program });
    expect((await node.opened()).started).toBe('fresh');
    const [server = 0] = processesIn(join(home, 'postgres'));
    expect(await readlink(`/proc/${server}/exe`)).toContain(join(home, 'node_modules'));
    await node.stop();
  });

  it.runIf(isRoot)('run for root without another user, where user namespaces are allowed', async () => {
    const directory = await directoryWithData();
    await open({ directory, mode: 'own' });
    expect((await stat(join(directory, 'data', 'postmaster.pid'))).uid).toBe(0);
  });

  it.runIf(isRoot)('run for root as another user, from a copy it can reach, where they are not', async () => {
    const home = await installedApplication();
    const directory = await fresh();
    await chmod(join(directory, '..'), 0o711);
    const places = { ...defaultPlaces(), startingPoints: [join(home, 'main.js')], systemFolder: home };
    const withoutUnshare = { directory, mode: 'own', environment: { PATH: '/nowhere' } } as const;
    const server = await open(withoutUnshare, places);
    expect(server.started).toBe('fresh');
    const { uid } = await stat(join(directory, 'data', 'postmaster.pid'));
    expect(uid).not.toBe(0);
    const [copy = 0] = processesIn(directory);
    expect(await readlink(`/proc/${copy}/exe`)).toContain(join(directory, 'binaries-'));
    await server.stop();

    // It stays theirs, also when a namespace would do now.
    const again = await open({ directory, mode: 'own' }, places);
    expect(again.started).toBe('warm');
    expect((await stat(join(directory, 'data', 'postmaster.pid'))).uid).toBe(uid);
  });

  const mayUseNamespaces = (user: { uid: number; gid: number }) =>
    isRoot && spawnSync('unshare', ['--user', '--map-user=1', 'true'], user).status === 0;

  it.runIf(isRoot).each([
    ['an ordinary user', NOBODY],
    ['a user without a name', NAMELESS],
  ])('run for %s in a home closed to others', async (_who, user) => {
    if (user === NAMELESS && !mayUseNamespaces(user)) return;
    const home = await installedApplication(user);
    const directory = join(home, 'data dir', 'postgres');
    const start = { program: join(home, 'dist', 'kunveno.js'), user };
    const node = startNode({ directory, mode: 'own' }, start);
    expect((await node.opened()).started).toBe('fresh');
    expect((await stat(join(directory, 'data', 'postmaster.pid'))).uid).toBe(user.uid);
    await node.kill();
    const next = startNode({ directory, mode: 'own' }, start);
    expect((await next.opened()).started).toBe('adopted');
    await next.stop();

    // A command that root runs there takes nothing away from its owner.
    await (await open({ directory, mode: 'join' })).stop();
    const last = startNode({ directory, mode: 'own' }, start);
    expect((await last.opened()).started).toBe('warm');
    await last.stop();
    expect(processesIn(home)).toEqual([]);
  });
});

/** Not this process: PostgreSQL knows that its own parent is no predecessor. */
async function stranger(): Promise<number> {
  const process = spawn('sleep', ['60'], { stdio: 'ignore' });
  strangers.push(process);
  return process.pid ?? 0;
}

/** Its parent never asks how it ended. */
async function zombie(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  strangers.push(parent);
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
  await until(async () => / Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8')));
  return pid;
}

async function tcpSocketsListenedToBy(pid: number): Promise<string[]> {
  const open = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .filter((line) => open.includes(`socket:[${line.trim().split(/\s+/)[9]}]`));
}

async function listing(directory: string): Promise<string[]> {
  const entries = (await readdir(directory, { recursive: true })).sort();
  return Promise.all(
    entries.map(async (entry) => {
      const { mtimeMs, mode, uid, size } = await stat(join(directory, entry));
      return [entry, mtimeMs, mode, uid, size].join(' ');
    }),
  );
}
