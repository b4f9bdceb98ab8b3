import { createServer, type ServerResponse } from 'node:http';

/**
 * A process that plays the servers of so many followers: it listens on every address of this machine, takes
 * whatever is posted to an inbox, and answers 202. It says when the last one came, on the clock of the machine,
 * which is the same for all processes (CLOCK_MONOTONIC).
 */
const port = Number(process.argv[2]);

let posts = 0;
let unsigned = 0;
let last = 0n;
const hosts = new Map<string, number>();
let awaited: { readonly posts: number; readonly response: ServerResponse } | undefined;

const tell = (response: ServerResponse): void => {
  const counts = [...hosts.values()];
  const told = { posts, unsigned, hosts: hosts.size, fewest: Math.min(...counts), most: Math.max(...counts) };
  response.end(JSON.stringify({ ...told, lastNs: String(last) }));
};

const server = createServer((request, response) => {
  request.resume();
  if (request.method === 'GET') {
    // Answered when so many have come.
    awaited = { posts: Number(request.url?.slice(1)), response };
    if (posts >= awaited.posts) tell(response);
    return;
  }
  request.once('end', () => {
    last = process.hrtime.bigint();
    posts += 1;
    if (request.headers.signature === undefined) unsigned += 1;
    const host = request.headers.host ?? '';
    hosts.set(host, (hosts.get(host) ?? 0) + 1);
    response.writeHead(202).end();
    if (awaited && posts === awaited.posts) tell(awaited.response);
  });
});
// As others do, it keeps connections for longer than anybody here waits.
server.keepAliveTimeout = 60_000;
server.listen(port, '0.0.0.0', () => console.log('ready'));
process.once('SIGTERM', () => process.exit());
