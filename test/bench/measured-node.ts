import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { connect } from '../../src/platform/database.ts';
import { openEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';
import type { Watched } from './cost.ts';
import type { BenchOptions } from './options.ts';
import { parentOf, type Started, startUntil } from './processes.ts';
import { type Api, found } from './voters.ts';

export const NODE_PORT = 4_101;
export const ORIGIN = `http://localhost:${NODE_PORT}`;

/** So high that it binds nobody here: what is measured is the work, not the refusal of it. */
export const INBOX_PER_SERVER = 1_000_000;

/** Starts the node as in production, with a database of its own that keeps what it has said it keeps. */
export const startNode = (
  { bundle, nodeArgs }: Pick<BenchOptions, 'bundle' | 'nodeArgs'>,
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> =>
  startUntil(
    [...nodeArgs, bundle, 'start'],
    {
      PORT: String(NODE_PORT),
      DATA_DIR: directory,
      LOG_LEVEL: 'warn',
      ORIGIN: '',
      DATABASE_URL: '',
      ...environment,
    },
    (line) => line.includes('✓ ready'),
  );

const PATIENCE_MS = 10_000;

/** The node says it right after it is ready, which on a busy machine may be a while. */
export async function foundingSecretIn({ lines }: Started): Promise<string> {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE_MS; await pause(10)) {
    const secret = lines.map((line) => /\/founding\/([a-z2-7]{52})/.exec(line)?.[1]).find(Boolean);
    if (secret) return secret;
  }
  throw new Error('the node has shown no founding link');
}

export const newDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'kunveno-bench-'));

/** A node that deals with servers on this machine, and its database seen from beside. */
export interface FederatingNode extends AsyncDisposable, Required<Watched> {
  readonly api: Api;
  /** Of the founder, who may publish. */
  readonly token: string;
  readonly sql: postgres.Sql;
  /** Stops it and starts it again. Milliseconds until it was ready; after that nothing else is measured. */
  restart(): Promise<number>;
}

/** A fresh node in which a collective has been founded, for one part alone. */
export async function openFederatingNode(options: BenchOptions): Promise<FederatingNode> {
  const directory = await newDirectory();
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  const limits = { INBOX_PER_SERVER: String(INBOX_PER_SERVER), FEDERATION: 'quarantine' };
  const environment = { ALLOW_PRIVATE_PEERS: 'true', ...limits };
  const node = await startNode(options, directory, environment);
  opened.defer(() => node.stop());
  const { api, token } = await found(ORIGIN, await foundingSecretIn(node));
  const server = await openEmbeddedPostgres({ directory: join(directory, 'postgres'), mode: 'join' });
  opened.defer(() => server.stop());
  const sql = connect(server.address, 1);
  opened.defer(() => sql.end({ timeout: 1 }));
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const postmaster = parentOf(backend?.pid ?? 0);
  const stack = opened.move();
  const restart = async (): Promise<number> => {
    await sql.end({ timeout: 1 });
    await server.stop();
    await node.stop();
    const again = await startNode(options, directory, environment);
    stack.defer(() => again.stop());
    return again.readyMs;
  };
  return { pid: node.pid, postmaster, api, token, sql, restart, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const BODY = 'We meet on Sunday in the courtyard, at four. If it rains, in the laundry. **Bring a chair.** '.repeat(4);

/** Lets a notice out in the collective's name. Returns its id. */
export async function publish({ api, token }: Pick<FederatingNode, 'api' | 'token'>, number: number): Promise<string> {
  const notice = { title: `Notice ${number}`, body: BODY, language: 'en' };
  const { id } = await api<{ id: string }>('POST', '/notices', notice, token);
  return id;
}
