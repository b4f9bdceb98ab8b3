import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Held {
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface ShufflingProxy extends AsyncDisposable {
  readonly port: number;
  /** Where the node behind it listens. */
  to(port: number): void;
  /** How many deliveries came in, and how many went on. */
  readonly count: { came: number; went: number };
  /** What was answered to what went on. */
  readonly statuses: number[];
}

const COPIES = 3;
const EVERY_MS = 120;

/**
 * Stands before a node, as a reverse proxy does, and is the worst of networks: whatever is delivered
 * to an inbox is taken at once, goes on later, three times, and in any order. Everything else passes.
 */
export async function shufflingProxy(): Promise<ShufflingProxy> {
  let behind = 0;
  let held: Held[] = [];
  const count = { came: 0, went: 0 };
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { method = 'GET', url: path = '/', rawHeaders } = request;
    const message = { method, path, rawHeaders, body };
    if (method === 'POST' && path.endsWith('/inbox')) {
      count.came += 1;
      held.push(message);
      response.writeHead(202).end();
      return;
    }
    const passed = ask(optionsOf(message, behind), (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on('error', () => response.writeHead(502).end());
    passed.end(body);
  });
  const timer = setInterval(() => {
    const all = shuffled(held.flatMap((message) => Array.from({ length: COPIES }, () => message)));
    held = [];
    for (const message of all) {
      count.went += 1;
      const sent = ask(optionsOf(message, behind), (answer) => {
        statuses.push(answer.statusCode ?? 0);
        answer.resume();
      });
      sent.on('error', () => statuses.push(0));
      sent.end(message.body);
    }
  }, EVERY_MS);
  await listening(server);
  return {
    port: (server.address() as AddressInfo).port,
    to: (port) => {
      behind = port;
    },
    count,
    statuses,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const optionsOf = ({ method, path, rawHeaders }: Held, port: number) => ({
  host: '127.0.0.1',
  port,
  method,
  path,
  headers: rawHeaders as string[],
  setHost: false,
  agent: false as const,
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
