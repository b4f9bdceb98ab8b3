import { spawnSync } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { api, found, openVote, type Person, read, send, vote } from '../support/api.ts';
import { answering, following, openNeighbours } from '../support/federation/neighbours.ts';
import { inDatabase, ownPostgres } from '../support/own-postgres.ts';
import { newFolder, startNode, until } from '../support/process.ts';

const OPEN = { ALLOW_PRIVATE_PEERS: 'true', INBOX_PER_SERVER: '100000', LOG_LEVEL: 'warn' } as const;
const MEGABYTE = 1_048_576;

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) spawnSync('umount', ['-l', folder]);
});

/** A small disk of its own, where whoever runs this may mount one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await newFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=0777', 'tmpfs', folder]);
  if (status !== 0) return undefined;
  mounted.push(folder);
  return folder;
}

/** Leaves nothing on a disk. Gives what makes room again. */
async function fill(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'somebody-elses');
  for (let size = (await statfs(folder)).bavail; size > 0; size = (await statfs(folder)).bavail) {
    const { bavail, bsize } = await statfs(folder);
    await writeFile(path, Buffer.alloc(Math.min(bavail * bsize, 64 * MEGABYTE)), { flag: 'a' });
  }
  return () => rm(path);
}

describe('a disk on which nothing can be written any more', () => {
  it('is answered with 503 where something must be, reads go on, and all is well once there is room', async ({
    skip,
  }) => {
    const disk = await smallDisk();
    if (disk === undefined) return skip('nobody who runs this may mount a disk');
    const server = await ownPostgres(disk);
    await using neighbours = await openNeighbours(3);
    const DATABASE_URL = await server.newDatabase();
    const node = await (await startNode({ ...OPEN, DATABASE_URL, DATA_DIR: join(await newFolder(), 'data') })).ready();
    const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
    const body = { title: 'Sunday', body: 'At four.', language: 'en' };
    const { id: notice } = await api<{ id: string }>(node, 'POST', '/notices', { token: ana.token, body });
    const [mira] = neighbours.all as [(typeof neighbours.all)[0], ...typeof neighbours.all];
    await neighbours.deliver(() => node, mira, following(mira, node));
    const { id } = await openVote(node, ana, 600);
    const object = `${node.origin}/objects/${notice}`;

    const makeRoom = await fill(disk);
    // Whatever still fits into pages that are there already is written; in the end something does not fit.
    let number = 0;
    const isFull = async () => {
      number += 1;
      const { status, retryAfter } = await neighbours.post(node, mira, big(answering(mira, number, object)));
      if (status !== 202) expect([status, retryAfter]).toEqual([503, expect.any(Number)]);
      return status === 503;
    };
    expect(await until(isFull, 30_000)).toBe(true);
    expect((await send(node, 'GET', '/', { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await read(node, ana, id)).status).toBe('voting');

    await makeRoom();
    const isVoted = async () => (await vote(node, ana, id, 'yes')).status === 200;
    expect(await until(isVoted, 30_000)).toBe(true);
    await neighbours.deliver(() => node, mira, big(answering(mira, number, object)));
    const isHeard = async () => {
      const notes = await inDatabase(DATABASE_URL, (sql) => sql`select id from remote_notes`);
      return notes.length === number;
    };
    expect(await until(isHeard, 20_000)).toBe(true);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
  });
});

/** With as much text as a message may have, which no packing makes small. */
const big = (message: ReturnType<typeof answering>) => ({
  ...message,
  object: {
    ...(message.object as object),
    summary: Array.from({ length: 20_000 }, (_, index) => ((index * 7_919) ^ 0x5f3) % 997)
      .join(' ')
      .slice(0, 90_000),
  },
});
