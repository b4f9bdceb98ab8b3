import { load, requireAll } from './load.ts';
import { cpuSeconds, familyCpuSeconds, type Started, startUntil } from './processes.ts';
import { round } from './report.ts';

export const CONNECTIONS = 16;
const BARE_PORT = 4_102;

/** What answering takes that does nothing else: the measure of all processor time here. */
export interface Rate {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

export const getting = (path: string, port: number, headers: Readonly<Record<string, string>> = {}): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

export interface Asking {
  readonly port: number;
  readonly request: string | Buffer;
  readonly seconds: number;
  readonly status?: number;
}

/** The rate, and the processor time of one answer, of a process that answers on a port. */
export async function rateOf({ pid }: Pick<Started, 'pid'>, asking: Asking): Promise<Rate> {
  const { port, request, seconds, status = 200 } = asking;
  await load(port, request, CONNECTIONS, Math.min(2, seconds / 2));
  const before = cpuSeconds(pid);
  const result = await load(port, request, CONNECTIONS, seconds);
  const cpuMicroseconds = ((cpuSeconds(pid) - before) / result.requests) * 1e6;
  requireAll(result, status);
  return { perSecond: result.perSecond, cpuMicroseconds };
}

/** A process of a bare Fastify that answers with so many bytes. */
export async function bareRate(bytes: number, seconds: number, status = 200): Promise<Rate> {
  const args = [String(BARE_PORT), String(bytes), String(status)];
  const started = await startScript('bare-fastify.ts', args);
  try {
    return await rateOf(started, { port: BARE_PORT, request: getting('/', BARE_PORT), seconds, status });
  } finally {
    await started.stop();
  }
}

/** One of the scripts of the bench, as a process of its own. */
export const startScript = (name: string, args: readonly string[]): Promise<Started> =>
  startUntil(['--import', 'tsx', `test/bench/${name}`, ...args], {}, (line) => line === 'ready');

/** Processor time, in milliseconds, of what was done; of the database beside that of the node. */
export interface Cost {
  readonly seconds: number;
  readonly nodeMs: number;
  readonly databaseMs: number;
}

export interface Watched {
  readonly pid: number;
  readonly postmaster?: number;
}

export async function costOf<T>({ pid, postmaster }: Watched, job: () => Promise<T>): Promise<[T, Cost]> {
  const database = () => (postmaster === undefined ? 0 : familyCpuSeconds(postmaster));
  const [node, base, begun] = [cpuSeconds(pid), database(), performance.now()];
  const result = await job();
  const seconds = (performance.now() - begun) / 1_000;
  return [result, { seconds, nodeMs: (cpuSeconds(pid) - node) * 1_000, databaseMs: (database() - base) * 1_000 }];
}

export const sumOf = (costs: readonly Cost[]): Cost => ({
  seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
  nodeMs: costs.reduce((sum, { nodeMs }) => sum + nodeMs, 0),
  databaseMs: costs.reduce((sum, { databaseMs }) => sum + databaseMs, 0),
});

/** What one of so many has cost. */
export const each = ({ seconds, nodeMs, databaseMs }: Cost, count: number): Cost => ({
  seconds: seconds / count,
  nodeMs: nodeMs / count,
  databaseMs: databaseMs / count,
});

export const inF = (milliseconds: number, f: Rate): number => (milliseconds * 1_000) / f.cpuMicroseconds;
export const wholeInF = ({ nodeMs, databaseMs }: Cost, f: Rate): number => inF(nodeMs + databaseMs, f);

/** `0.62 ms = 37 F: node 0.41 ms = 24 F, PostgreSQL 0.21 ms = 13 F`. */
export function inWords(cost: Cost, f: Rate): string {
  const words = (milliseconds: number) => `${round(milliseconds)} ms = ${round(inF(milliseconds, f))} F`;
  const { nodeMs, databaseMs } = cost;
  return `${words(nodeMs + databaseMs)}: node ${words(nodeMs)}, PostgreSQL ${words(databaseMs)}`;
}
