import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { COURIER_LIMITS } from '../../src/platform/federation/delivery/courier.ts';
import { type Cost, costOf, each, inF, inWords, type Rate, startScript, type Watched } from './cost.ts';
import { FEDIFY_PORT } from './inbox.ts';
import { percentile } from './load.ts';
import { openFederatingNode, publish } from './measured-node.ts';
import type { BenchOptions } from './options.ts';
import { type Report, round } from './report.ts';

const SINK_PORT = 4_104;
const BETWEEN_MS = 300;

/** Whoever publishes: with the answer, everything has been handed over for delivery. */
type Publish = (number: number) => Promise<unknown>;

interface Deliveries {
  /** From the answer to a command until the last of its deliveries was there, in order. */
  readonly lastMs: readonly number[];
  readonly perSecond: number;
  readonly cost: Cost;
}

/** What goes out: how soon the last follower has it, how many a second, and what one costs. */
export async function measureDelivery(options: BenchOptions, f: Rate, report: Report): Promise<void> {
  if (!options.wants('delivery')) return;
  const { sizes } = options;
  report.say(
    `  … delivery: ${sizes.followers} followers on as many hosts. Limits in force: ${COURIER_LIMITS.perHost} at a time to one host, ` +
      `${COURIER_LIMITS.inAll} in all`,
  );
  const rsa = rsaSigning();
  report.add({
    what: 'RSA-2048 signatures by node:crypto in one thread',
    figure: rsa.perSecond,
    unit: '/s',
    reference: `${round(rsa.cpuMs)} ms each`,
    numbers: rsa,
  });
  const ours = await deliveriesOfOurs(options);
  report.say('  … the same by stock Fedify');
  const theirs = await deliveriesOfFedify(options);
  addRows({ ours, theirs, rsa }, options, f, report);
}

/** How fast one thread signs, and at what cost: no sender that signs for each recipient can be faster than its threads. */
function rsaSigning(): { readonly perSecond: number; readonly cpuMs: number } {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const text = Buffer.alloc(300, 'x');
  const signOne = () => sign('sha256', text, { key, padding: constants.RSA_PKCS1_PADDING });
  for (let count = 0; count < 100; count += 1) signOne();
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  let signed = 0;
  for (; performance.now() - begun < 1_000; signed += 1) signOne();
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: signed / ((performance.now() - begun) / 1_000), cpuMs: (user + system) / 1_000 / signed };
}

async function deliveriesOfOurs(options: BenchOptions): Promise<Deliveries> {
  await using node = await openFederatingNode(options);
  await insertFollowers(node.sql, inboxesOf(options));
  return await measure(
    options,
    node,
    (number) => publish(node, number),
    async (expected) => {
      for (let waiting = 1; waiting > 0; await pause(20)) {
        const [row] = await node.sql<{ waiting: number; delivered: number }[]>`
        select count(*) filter (where state = 'waiting')::int as waiting,
          count(*) filter (where state = 'delivered')::int as delivered from deliveries`;
        waiting = row?.waiting ?? 0;
        if (waiting === 0 && row?.delivered !== expected) throw new Error(`${row?.delivered} of ${expected} delivered`);
      }
    },
  );
}

async function deliveriesOfFedify(options: BenchOptions): Promise<Deliveries> {
  const server = await startScript('fedify-server.ts', ['--port', String(FEDIFY_PORT), '--queue']);
  try {
    const inboxes = inboxesOf(options);
    const body = `<p>${'We meet on Sunday in the courtyard, at four. Bring a chair. '.repeat(6)}</p>`;
    const ask = async (number: number) => {
      const wish = JSON.stringify({ number, body, inboxes });
      const response = await fetch(`http://localhost:${FEDIFY_PORT}/publish`, { method: 'POST', body: wish });
      if (response.status !== 202) throw new Error(`Fedify answered ${response.status}`);
    };
    return await measure(options, server, ask, async () => {});
  } finally {
    await server.stop();
  }
}

/** One publication after another with a rest between them, and then so many in a row. */
async function measure({ sizes }: BenchOptions, watched: Watched, publishOne: Publish, settled: Settled) {
  const { followers, publicationsAlone, publications } = sizes;
  const sink = await startScript('sink.ts', [String(SINK_PORT)]);
  try {
    let expected = 0;
    const publishAndWait = async (number: number) => {
      await publishOne(number);
      const answered = process.hrtime.bigint();
      expected += followers;
      return { answered, last: await lastOf(expected, followers) };
    };
    await publishAndWait(0);
    const lastMs: number[] = [];
    for (let number = 1; number <= publicationsAlone; number += 1) {
      await pause(BETWEEN_MS);
      const { answered, last } = await publishAndWait(number);
      lastMs.push(Number(last - answered) / 1e6);
    }
    await settled(expected);
    const begun = process.hrtime.bigint();
    const [last, cost] = await costOf(watched, async () => {
      for (let number = 1; number <= publications; number += 1) await publishOne(publicationsAlone + number);
      expected += publications * followers;
      const arrived = await lastOf(expected, followers);
      await settled(expected);
      return arrived;
    });
    const count = publications * followers;
    const perSecond = count / (Number(last - begun) / 1e9);
    return { lastMs: lastMs.sort((a, b) => a - b), perSecond, cost: each(cost, count) };
  } finally {
    await sink.stop();
  }
}

/** Waits until it is written down what has been delivered, where anything is. */
type Settled = (expected: number) => Promise<void>;

interface Told {
  readonly posts: number;
  readonly unsigned: number;
  readonly hosts: number;
  readonly fewest: number;
  readonly most: number;
  readonly lastNs: string;
}

/** Waits until so many have arrived; when the last of them did. Each host must have got as many as every other. */
async function lastOf(posts: number, hosts: number): Promise<bigint> {
  const response = await fetch(`http://127.0.0.1:${SINK_PORT}/${posts}`);
  const told = (await response.json()) as Told;
  const whole = told.posts === posts && told.hosts === hosts && told.fewest === told.most && told.unsigned === 0;
  if (!whole) throw new Error(`arrived: ${JSON.stringify(told)}; expected ${posts} at ${hosts} hosts`);
  return BigInt(told.lastNs);
}

/** Each on an address of this machine of its own: 127.0.1.1, 127.0.1.2, … */
const inboxesOf = ({ sizes }: BenchOptions): string[] =>
  Array.from({ length: sizes.followers }, (_, index) => `http://127.0.1.${index + 1}:${SINK_PORT}/users/someone/inbox`);

async function insertFollowers(sql: postgres.Sql, inboxes: readonly string[]): Promise<void> {
  const now = new Date();
  const actors = inboxes.map((inbox) => ({
    id: inbox.replace(/\/inbox$/, ''),
    host: new URL(inbox).host,
    type: 'Person',
    inbox,
    handle: 'someone',
    keys: sql.json([]),
    fetched_at: now,
  }));
  const follows = actors.map(({ id }) => ({
    id: `${id}/follow`,
    actor: id,
    state: 'accepted',
    asked_at: now,
    settled_at: now,
  }));
  await sql`insert into remote_actors ${sql(actors)}`;
  await sql`insert into follows_received ${sql(follows)}`;
}

interface Measured {
  readonly ours: Deliveries;
  readonly theirs: Deliveries;
  readonly rsa: ReturnType<typeof rsaSigning>;
}

const LAST_TARGET_MS = 100;
const RATE_TARGET = 2;
const COST_TARGET = 20;

function addRows({ ours, theirs, rsa }: Measured, { sizes }: BenchOptions, f: Rate, report: Report): void {
  const median = percentile(ours.lastMs, 0.5);
  report.add({
    what: `delivery: from the answer to the command until the last of ${sizes.followers} has it`,
    figure: median,
    unit: 'ms',
    reference: `median of ${ours.lastMs.length}, worst ${round(ours.lastMs.at(-1) ?? Number.NaN)} ms; stock Fedify ${round(percentile(theirs.lastMs, 0.5))} ms; ${sizes.followers} signatures in one thread ${round(sizes.followers * rsa.cpuMs)} ms`,
    target: `≤ ${LAST_TARGET_MS} ms`,
    reached: median <= LAST_TARGET_MS,
  });
  const times = ours.perSecond / theirs.perSecond;
  report.add({
    what: `delivery: ${sizes.publications} publications in a row to ${sizes.followers} followers, durable`,
    figure: ours.perSecond,
    unit: '/s',
    reference: `stock Fedify, in memory: ${round(theirs.perSecond)}/s, ${round(theirs.cost.nodeMs)} ms each; ${round(times)} ×`,
    target: `≥ ${RATE_TARGET} × Fedify`,
    reached: times >= RATE_TARGET,
    numbers: { times, fedifyPerSecond: theirs.perSecond, fedifyMs: theirs.cost.nodeMs },
  });
  const { cost } = ours;
  const beyond = inF(cost.nodeMs - rsa.cpuMs, f);
  report.add({
    what: 'delivery: processor time of the node beyond one RSA signature',
    figure: beyond,
    unit: 'F',
    reference: `${inWords(cost, f)}; one signature ${round(rsa.cpuMs)} ms = ${round(inF(rsa.cpuMs, f))} F; with PostgreSQL ${round(beyond + inF(cost.databaseMs, f))} F beyond it`,
    target: `≤ ${COST_TARGET} F`,
    reached: beyond <= COST_TARGET,
    numbers: { nodeMs: cost.nodeMs, databaseMs: cost.databaseMs, signatureMs: rsa.cpuMs },
  });
}
