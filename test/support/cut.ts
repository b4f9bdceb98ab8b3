import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { DatabaseAddress } from '../../src/platform/database.ts';

const READY_FOR_QUERY = 'Z'.charCodeAt(0);

/** A way to the database that breaks: everything passes until so many statements have been answered. */
export interface CuttableLine extends AsyncDisposable {
  readonly address: DatabaseAddress;
  /** The next time, PostgreSQL carries out this many statements more, and nobody hears of the last one. */
  cutAfter(statements: number): void;
  /** The same, but not in order: the connection is reset (RFC 9293 §3.5.2), as when the other end has died. */
  resetAfter(statements: number): void;
  /** Lets everything pass again. True when it had been cut. */
  mend(): boolean;
}

/**
 * Between a node and PostgreSQL. Each statement ends with PostgreSQL's "ready for query"; withholding the
 * last one and closing both ends is what a broken network, or a killed node, looks like from either side.
 */
export async function cuttableLine(to: DatabaseAddress): Promise<CuttableLine> {
  let left = Number.POSITIVE_INFINITY;
  let isReset = false;
  let wasCut = false;
  const ends = new Set<Socket>();

  const proxy = createServer((node) => {
    const database = dial(to);
    const close = () => {
      for (const end of [node, database]) {
        ends.delete(end);
        end.destroy();
      }
    };
    for (const end of [node, database]) {
      ends.add(end);
      end.on('error', close);
      end.on('close', close);
    }
    node.on('data', (chunk) => database.write(chunk));
    const answered = readyCounter();
    database.on('data', (chunk: Buffer) => {
      left -= answered(chunk);
      if (left <= 0) {
        wasCut = true;
        left = Number.POSITIVE_INFINITY;
        if (isReset) node.resetAndDestroy();
        close();
      } else {
        node.write(chunk);
      }
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  return {
    address: through(to, (proxy.address() as AddressInfo).port),
    cutAfter: (statements) => {
      [left, wasCut, isReset] = [statements, false, false];
    },
    resetAfter: (statements) => {
      [left, wasCut, isReset] = [statements, false, true];
    },
    mend: () => {
      left = Number.POSITIVE_INFINITY;
      return wasCut;
    },
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function dial(to: DatabaseAddress): Socket {
  if (!('url' in to)) return connect(`${to.host}/.s.PGSQL.${to.port}`);
  const url = new URL(to.url);
  return connect(Number(url.port || 5432), url.hostname);
}

function through(to: DatabaseAddress, port: number): DatabaseAddress {
  if (!('url' in to)) return { ...to, host: '127.0.0.1', port };
  return { url: Object.assign(new URL(to.url), { hostname: '127.0.0.1', port: String(port) }).href };
}

/** Counts "ready for query" in a stream of messages, each of a kind byte, a length, and so much text. */
function readyCounter(): (chunk: Buffer) => number {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let count = 0;
    while (rest.length >= 5 && rest.length >= 1 + rest.readUInt32BE(1)) {
      if (rest[0] === READY_FOR_QUERY) count += 1;
      rest = rest.subarray(1 + rest.readUInt32BE(1));
    }
    return count;
  };
}
