import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { startScript } from './cost.ts';
import { once, percentile } from './load.ts';
import { type FederatingNode, ORIGIN, openFederatingNode, publish } from './measured-node.ts';
import type { BenchOptions } from './options.ts';
import { rssMegabytes } from './processes.ts';
import { type Report, round } from './report.ts';

const SINK_PORT = 4_104;
/** Nobody listens there. */
const DEAD_PORT = 4_199;
/** Of every so many hosts one is dead. */
const DEAD_EVERY = 25;
const STORED = 100_000;

/** Of all hosts, each on an address of its own, those that are dead stand among the others. */
const inboxesOf = (hosts: number) =>
  Array.from({ length: hosts }, (_, index) => {
    const isDead = index % DEAD_EVERY === 0;
    const host = `127.0.${10 + Math.floor(index / 250)}.${1 + (index % 250)}:${isDead ? DEAD_PORT : SINK_PORT}`;
    return { host, inbox: `http://${host}/users/someone/inbox`, isDead };
  });

/** Very much that waits at once, as after a long outage; and a start with very much that is stored. */
export async function measureBacklog(options: BenchOptions, report: Report): Promise<void> {
  if (!options.wants('backlog')) return;
  const { backlogHosts, backlogEach } = options.sizes;
  await using node = await openFederatingNode(options);
  await publish(node, 0);
  const sink = await startScript('sink.ts', [String(SINK_PORT)]);
  try {
    await measureDrain(node, inboxesOf(backlogHosts), backlogEach, report);
  } finally {
    await sink.stop();
  }
  report.say(`  … ${STORED} activities that went out, and as many that came in, are stored`);
  await store(node.sql, STORED);
  const ms = await node.restart();
  report.add({
    what: `restart to ready with ${STORED} activities stored`,
    figure: ms / 1_000,
    unit: 's',
    reference: 'and as many that came in',
    target: '≤ 1.5 s',
    reached: ms <= 1_500,
  });
}

async function measureDrain(node: FederatingNode, inboxes: ReturnType<typeof inboxesOf>, each: number, report: Report) {
  const alive = inboxes.filter(({ isDead }) => !isDead).length;
  report.say(
    `  … ${inboxes.length * each} deliveries wait for ${inboxes.length} hosts, ${inboxes.length - alive} of them dead`,
  );
  const before = rssMegabytes(node.pid);
  await insertBacklog(node.sql, inboxes, each);
  const begun = performance.now();
  let isOver = false;
  const arrived = fetch(`http://127.0.0.1:${SINK_PORT}/${alive * each}`).then(async (response) => {
    await response.text();
    isOver = true;
    return (performance.now() - begun) / 1_000;
  });
  const pages: number[] = [];
  let most = before;
  while (!isOver) {
    const { ms, status } = await once(ORIGIN, { headers: { accept: 'text/html' } });
    if (status !== 200) throw new Error(`a page was answered with ${status}`);
    pages.push(ms);
    most = Math.max(most, rssMegabytes(node.pid));
    await pause(50);
  }
  const seconds = await arrived;
  const perSecond = (alive * each) / seconds;
  const p99 = percentile(
    pages.sort((a, b) => a - b),
    0.99,
  );
  report.add({
    what: `backlog: ${alive * each} deliveries to ${alive} hosts, beside those that are dead`,
    figure: perSecond,
    unit: '/s',
    reference: `all there after ${round(seconds)} s`,
    target: '≥ 100/s',
    reached: perSecond >= 100,
  });
  report.add({
    what: 'backlog: a page for people meanwhile, p99',
    figure: p99,
    unit: 'ms',
    reference: `median ${round(percentile(pages, 0.5))} ms of ${pages.length}`,
    target: '≤ 500 ms',
    reached: p99 <= 500,
  });
  report.add({
    what: 'backlog: memory at most meanwhile',
    figure: most,
    unit: 'MB RSS',
    reference: `${round(before)} MB before`,
    target: '≤ 300 MB',
    reached: most <= 300,
  });
}

/** What has been decided while nobody could be reached. */
async function insertBacklog(sql: postgres.Sql, inboxes: readonly object[], each: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`insert into activities (id, sender, type, object, body, digest, listed, made_at)
      select a.id || '#' || n, sender, type, object || '#' || n, body, digest, false, made_at
      from activities a, generate_series(1, ${each}) as n where type = 'Create'`;
    await tx`insert into deliveries (activity, inbox, host, object, state, made_at, next_at)
      select a.number, i.inbox, i.host, a.object, 'waiting', now(), now()
      from activities a, jsonb_to_recordset(${tx.json(inboxes as never)}) as i(inbox text, host text)
      where a.id like '%#%'`;
    await tx`notify kunveno, 'deliveries'`;
  });
}

async function store(sql: postgres.Sql, count: number): Promise<void> {
  await sql`insert into activities (id, sender, type, object, body, digest, listed, made_at)
    select a.id || '/' || n, sender, type, object || '/' || n, body, digest, true, made_at
    from activities a, generate_series(1, ${count}) as n where type = 'Create' and id not like '%#%'`;
  await sql`insert into received (origin, id, digest, type, outcome, received_at)
    select 'https://a.example', 'https://a.example/' || n, md5(n::text), 'Create', 'done', now()
    from generate_series(1, ${count}) as n`;
}
