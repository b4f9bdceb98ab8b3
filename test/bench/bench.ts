import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from './load.ts';
import { cpuSeconds, pssMegabytes, type Started, startUntil } from './processes.ts';
import { gatherVoters, voteWithin } from './voters.ts';

/** `npm run bench`: whole processes on loopback, each figure beside its reference from the same run. */

const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);
const IDLE_SECONDS = Number(process.env.BENCH_IDLE_SECONDS ?? 60);
const VOTERS = Number(process.env.BENCH_VOTERS ?? 200);
const VOTE_SECONDS = 10;
const CONNECTIONS = 16;
const NODE_PORT = 4_101;
const BARE_PORT = 4_102;

interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly reference: string;
  readonly target: string;
  readonly reached: boolean;
}

const request = (path: string, port: number) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n`;

/** The rate, and the processor time of one answer, of a process that answers on a port. */
async function measure(started: Started, port: number) {
  await load(port, request('/', port), CONNECTIONS, 2);
  const before = cpuSeconds(started.pid);
  const result = await load(port, request('/', port), CONNECTIONS, SECONDS);
  const cpuMicroseconds = ((cpuSeconds(started.pid) - before) / result.requests) * 1e6;
  if (Object.keys(result.statuses).join() !== '200') throw new Error(`answers: ${JSON.stringify(result.statuses)}`);
  return { perSecond: result.perSecond, cpuMicroseconds };
}

async function bare(bytes: number) {
  const tsx = ['--import', 'tsx', 'test/bench/bare-fastify.ts', String(BARE_PORT), String(bytes)];
  const started = await startUntil(tsx, {}, (line) => line === 'ready');
  try {
    return await measure(started, BARE_PORT);
  } finally {
    await started.stop();
  }
}

const startNode = (directory: string) =>
  startUntil(
    ['dist/kunveno.js', 'start'],
    { PORT: String(NODE_PORT), DATA_DIR: directory, LOG_LEVEL: 'warn', ORIGIN: '', DATABASE_URL: '' },
    (line) => line.includes('✓ ready'),
  );

let node: Started | undefined;
const directory = await mkdtemp(join(tmpdir(), 'kunveno-bench-'));
const rows: Row[] = [];
const add = (row: Row): void => {
  rows.push(row);
  const { what, figure, unit, reference, target, reached } = row;
  console.log(`${reached ? '✓' : '✕'} ${what}: ${round(figure)} ${unit}  (${reference}; target ${target})`);
};
const round = (value: number): number => Number(value.toPrecision(3));

try {
  const f = await bare(2_048);
  console.log(
    `F: a bare Fastify answer of 2 KB takes ${round(f.cpuMicroseconds)} µs of processor, ${round(f.perSecond)}/s\n`,
  );

  node = await startNode(directory);
  const fresh = node.readyMs;
  add({
    what: 'start to ready, fresh directory',
    figure: fresh / 1_000,
    unit: 's',
    reference: 'with initdb and migrations',
    target: '≤ 5 s',
    reached: fresh <= 5_000,
  });
  const secret = node.lines.map((line) => /\/founding\/([a-z2-7]{52})/.exec(line)?.[1]).find(Boolean) ?? '';
  const origin = `http://localhost:${NODE_PORT}`;
  console.log(`  … ${VOTERS} people join`);
  const { voters, id } = await gatherVoters(origin, secret, VOTERS);

  const votes = await voteWithin(origin, id, voters, VOTE_SECONDS);
  add({
    what: `a vote through the form, durable, p99 of ${VOTERS} in ${VOTE_SECONDS} s`,
    figure: votes.p99,
    unit: 'ms',
    reference: `p50 ${round(votes.p50)} ms, ${votes.accepted} accepted`,
    target: '≤ 100 ms',
    reached: votes.p99 <= 100 && votes.accepted === VOTERS,
  });

  const home = await fetch(origin);
  const size = (await home.arrayBuffer()).byteLength;
  const page = await measure(node, NODE_PORT);
  const same = await bare(size);
  add({
    what: 'public page',
    figure: page.perSecond,
    unit: '/s',
    reference: `bare, the same ${size} bytes: ${round(same.perSecond)}/s; ${round((100 * page.perSecond) / same.perSecond)} %, ${round(page.cpuMicroseconds / f.cpuMicroseconds)} F`,
    target: '≥ 25 %',
    reached: page.perSecond >= 0.25 * same.perSecond,
  });
  await node.stop();

  node = await startNode(directory);
  add({
    what: 'restart to ready',
    figure: node.readyMs / 1_000,
    unit: 's',
    reference: `fresh ${round(fresh / 1_000)} s`,
    target: '≤ 1.5 s',
    reached: node.readyMs <= 1_500,
  });
  console.log(`  … idle for ${IDLE_SECONDS} s`);
  await pause(IDLE_SECONDS * 1_000);
  const memory = pssMegabytes(node.pid);
  add({
    what: `idle memory after ${IDLE_SECONDS} s`,
    figure: memory,
    unit: 'MB',
    reference: 'PSS of the node, beside PostgreSQL',
    target: '≤ 130 MB',
    reached: memory <= 130,
  });
  await node.stop();

  await writeFile(
    'bench-result.json',
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, f, rows }, null, 2)}\n`,
  );
  console.log('\nAlso in bench-result.json.');
} finally {
  await node?.stop();
  await rm(directory, { recursive: true, force: true });
}
