import { type AddressInfo, connect } from 'node:net';
import type { Site } from '../support/web.ts';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  readonly text: string;
  readonly ms: number;
}

/** Opens a socket for a site, on whatever port is free: what a client can say byte by byte is said through this. */
export async function listen({ app }: Site) {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    /** Says the parts one after the other, and reads until the server closes, or for as long as it may take. */
    say(parts: string | readonly string[], { pauseMs = 0, patienceMs = 5_000 } = {}): Promise<RawAnswer> {
      const begun = performance.now();
      return new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1');
        const heard: Buffer[] = [];
        let closed = false;
        const finish = () => {
          if (closed) return;
          closed = true;
          clearTimeout(giveUp);
          socket.destroy();
          resolve(parsed(Buffer.concat(heard).toString('latin1'), performance.now() - begun));
        };
        const giveUp = setTimeout(() => {
          closed = true;
          socket.destroy();
          reject(new Error(`the server kept the line open for ${patienceMs} ms; it said ${Buffer.concat(heard)}`));
        }, patienceMs);
        socket.on('data', (chunk) => void heard.push(Buffer.from(chunk)));
        socket.on('close', finish);
        socket.on('error', finish);
        void (async () => {
          for (const part of [parts].flat()) {
            if (closed) return;
            socket.write(part, 'latin1');
            if (pauseMs > 0) await new Promise((next) => setTimeout(next, pauseMs));
          }
        })();
      });
    },
  };
}

function parsed(text: string, ms: number): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? text : text.slice(0, end);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
    head,
    body: end === -1 ? '' : text.slice(end + 4),
    text,
    ms,
  };
}
