import { setTimeout as pause } from 'node:timers/promises';
import { GATE_LIMITS } from '../../src/platform/federation/gate.ts';
import { ANSWERS_WITH_HELD_MAX } from '../../src/voices/voice.ts';
import { type Cost, costOf, each, inWords, type Rate, startScript, sumOf, type Watched, wholeInF } from './cost.ts';
import { heapInUse, INSPECTED } from './heap.ts';
import { requireAll, sendAll } from './load.ts';
import {
  type FederatingNode,
  INBOX_PER_SERVER,
  NODE_PORT,
  ORIGIN,
  openFederatingNode,
  publish,
} from './measured-node.ts';
import type { BenchOptions } from './options.ts';
import { pssMegabytes, rssMegabytes } from './processes.ts';
import { type Report, round } from './report.ts';
import { answerOf, type Inbox, likeOf, type MessageOf, openSenders, type Sender, signedMessages } from './senders.ts';

export const FEDIFY_PORT = 4_103;
/** Each takes a share of the answers. */
const PUBLICATIONS = 8;
/** Before anything is measured each sender has been heard so often: its key is known, and the code is warm. */
const WARM_UP_EACH = 6;
const QUARTERS = 4;
/** As from so many servers at once. */
const CONNECTIONS = 64;
/** While keys are asked for, of which only so many are at once. */
const WARM_UP_CONNECTIONS = 16;

interface Flow extends Cost {
  readonly count: number;
  /** Answered 202: it is kept, and will be heard. */
  readonly acceptedPerSecond: number;
  /** Its effect is committed. */
  readonly perSecond: number;
}

/** Messages from many servers: what one costs, whether the last cost more than the first, and what stays in memory. */
export async function measureInbox(options: BenchOptions, f: Rate, report: Report): Promise<void> {
  if (!options.wants('inbox', 'memory')) return;
  await using elsewhere = await openSenders(options.sizes.senders);
  const { senders } = elsewhere;
  sayLimits(senders, report);
  const ours = await measureOurs(options, senders, f, report);
  if (!options.wants('inbox')) return;
  const theirs = await measureFedify(options, senders, report);
  addFlow('Create of an answer', ours.answers, theirs.answers, f, report);
  addFlow('Like', ours.likes, theirs.likes, f, report);
}

function sayLimits(senders: readonly Sender[], report: Report): void {
  report.say(
    `  … inbox: ${senders.length} senders on as many hosts, ${CONNECTIONS} connections. Limits in force: INBOX_PER_SERVER ${INBOX_PER_SERVER} ` +
      `in ${GATE_LIMITS.messagesWindowMs / 60_000} min, ${GATE_LIMITS.maxBytes} bytes, ${ANSWERS_WITH_HELD_MAX} answers of those who are held to one publication, FEDERATION quarantine`,
  );
}

async function measureOurs(options: BenchOptions, senders: readonly Sender[], f: Rate, report: Report) {
  const { sizes, wants } = options;
  const inspected = wants('memory') ? [INSPECTED] : [];
  await using node = await openFederatingNode({ ...options, nodeArgs: [...options.nodeArgs, ...inspected] });
  const publications: string[] = [];
  for (let number = 0; number < PUBLICATIONS; number += 1) publications.push(await publish(node, number));
  const objectOf = (number: number) => `${ORIGIN}/objects/${publications[number % PUBLICATIONS]}`;
  const inbox = { origin: ORIGIN, path: '/inbox', objectOf };
  const send = flowInto(node, NODE_PORT, senders, inbox, () => allHeard(node));

  const weigh = async (): Promise<Memory> => {
    const heap = wants('memory') ? await heapInUse() : Number.NaN;
    return { pss: pssMegabytes(node.pid), rss: rssMegabytes(node.pid), heap };
  };
  await send.warmUp();
  const before = await weigh();
  const quarters: Flow[] = [];
  for (const part of quartersOf(sizes.answers)) quarters.push(await send.part(part, answerOf));
  const liked: Flow[] = [];
  for (const part of stretchesOf(sizes.likes)) liked.push(await send.part(part, likeOf));
  await pause(sizes.restSeconds * 1_000);
  const after = await weigh();
  const warmed = WARM_UP_EACH * senders.length;
  await requireStored(node, { answers: sizes.answers + warmed, likes: sizes.likes + warmed });
  report.say(`  … every one of them stored: ${sizes.answers + warmed} answers, ${sizes.likes + warmed} likes`);
  addGrowth(quarters, f, report);
  if (wants('memory')) addMemory(before, after, sizes.answers + sizes.likes, report);
  return { answers: flowOf(quarters), likes: flowOf(liked) };
}

async function measureFedify({ sizes }: BenchOptions, senders: readonly Sender[], report: Report) {
  report.say('  … the same to stock Fedify');
  const server = await startScript('fedify-server.ts', ['--port', String(FEDIFY_PORT)]);
  try {
    const origin = `http://localhost:${FEDIFY_PORT}`;
    const objectOf = (number: number) => `${origin}/notes/${number % PUBLICATIONS}`;
    const send = flowInto(server, FEDIFY_PORT, senders, { origin, path: '/inbox', objectOf }, async () => {});
    await send.warmUp();
    const part = { from: 0, to: sizes.answersToReference };
    return { answers: await send.part(part, answerOf), likes: await send.part(part, likeOf) };
  } finally {
    await server.stop();
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Sends messages of a kind that were signed before, and sees to it that each of them was taken. */
function flowInto(
  watched: Watched,
  port: number,
  senders: readonly Sender[],
  inbox: Inbox,
  heard: () => Promise<void>,
) {
  const part = async (stretch: Stretch, messageOf: MessageOf, connections = CONNECTIONS): Promise<Flow> => {
    const messages = signedMessages(stretch, messageOf, senders, inbox);
    const [result, cost] = await costOf(watched, async () => {
      const sent = await sendAll(port, messages, connections);
      await heard();
      return sent;
    });
    requireAll(result, 202);
    if (result.requests !== messages.length) throw new Error(`${result.requests} of ${messages.length} were answered`);
    const { length: count } = messages;
    return { ...cost, count, acceptedPerSecond: result.perSecond, perSecond: count / cost.seconds };
  };
  return {
    part,
    /** With numbers that do not come again. */
    async warmUp(): Promise<void> {
      const stretch = { from: 1_000_000, to: 1_000_000 + WARM_UP_EACH * senders.length };
      await part(stretch, answerOf, WARM_UP_CONNECTIONS);
      await part(stretch, likeOf, WARM_UP_CONNECTIONS);
    },
  };
}

const quartersOf = (total: number): Stretch[] =>
  Array.from({ length: QUARTERS }, (_, index) => ({
    from: (total / QUARTERS) * index,
    to: (total / QUARTERS) * (index + 1),
  }));

/** No more than can be signed and held at once. */
const STRETCH = 5_000;

const stretchesOf = (total: number): Stretch[] =>
  Array.from({ length: Math.ceil(total / STRETCH) }, (_, index) => ({
    from: STRETCH * index,
    to: Math.min(STRETCH * (index + 1), total),
  }));

function flowOf(parts: readonly Flow[]): Flow {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const cost = sumOf(parts);
  const acceptedSeconds = parts.reduce((sum, part) => sum + part.count / part.acceptedPerSecond, 0);
  return { ...cost, count, acceptedPerSecond: count / acceptedSeconds, perSecond: count / cost.seconds };
}

async function allHeard({ sql }: FederatingNode): Promise<void> {
  for (;;) {
    const [row] = await sql<{ waits: boolean }[]>`select exists (select from waiting_messages) as waits`;
    if (row?.waits === false) return;
    await pause(5);
  }
}

/** An answer of 202 counts for nothing if what it promised is not there. */
async function requireStored({ sql }: FederatingNode, expected: { answers: number; likes: number }): Promise<void> {
  const [stored] = await sql<{ answers: number; likes: number; other: number }[]>`
    select (select count(*)::int from remote_notes where publication is not null) as answers,
      (select count(*)::int from appreciations where kind = 'like') as likes,
      (select count(*)::int from received where outcome <> 'done') as other`;
  const { answers = 0, likes = 0, other = 0 } = stored ?? {};
  if (answers === expected.answers && likes === expected.likes && other === 0) return;
  throw new Error(
    `stored ${answers} answers and ${likes} likes, ${other} without effect; sent ${JSON.stringify(expected)}`,
  );
}

const ACCEPTED_TARGET = 6;
const RATE_TARGET = 2.5;
const COST_TARGET = 60;

function addFlow(what: string, ours: Flow, theirs: Flow, f: Rate, report: Report): void {
  const [cost, fedify] = [each(ours, ours.count), each(theirs, theirs.count)];
  const accepted = ours.acceptedPerSecond / theirs.acceptedPerSecond;
  report.add({
    what: `inbox: ${what}, accepted: verified, told apart, kept durably, 202`,
    figure: ours.acceptedPerSecond,
    unit: '/s',
    reference: `stock Fedify, kept nowhere: ${round(theirs.acceptedPerSecond)}/s; ${round(accepted)} ×`,
    target: `≥ ${ACCEPTED_TARGET} × Fedify`,
    reached: accepted >= ACCEPTED_TARGET,
    numbers: { times: accepted, fedifyPerSecond: theirs.acceptedPerSecond },
  });
  const times = ours.perSecond / theirs.perSecond;
  report.add({
    what: `inbox: ${what}, stored durably`,
    figure: ours.perSecond,
    unit: '/s',
    reference: `stock Fedify, stored nowhere: ${round(theirs.perSecond)}/s, ${round(fedify.nodeMs)} ms each; ${round(times)} ×`,
    target: `≥ ${RATE_TARGET} × Fedify`,
    reached: times >= RATE_TARGET,
    numbers: { times, fedifyPerSecond: theirs.perSecond, fedifyMs: fedify.nodeMs },
  });
  const inF = wholeInF(cost, f);
  report.add({
    what: `inbox: ${what}, processor time with PostgreSQL`,
    figure: inF,
    unit: 'F',
    reference: inWords(cost, f),
    target: `≤ ${COST_TARGET} F`,
    reached: inF <= COST_TARGET,
    numbers: { nodeMs: cost.nodeMs, databaseMs: cost.databaseMs },
  });
}

function addGrowth(quarters: readonly Flow[], f: Rate, report: Report): void {
  const [first, last] = [quarters[0]!, quarters.at(-1)!];
  const [before, after] = [each(first, first.count), each(last, last.count)];
  report.add({
    what: `inbox: the last ${last.count} of ${last.count * QUARTERS} against the first`,
    figure: last.perSecond / first.perSecond,
    unit: '× the rate',
    reference: `${round(first.perSecond)}/s then ${round(last.perSecond)}/s; ${inWords(before, f)}; then ${inWords(after, f)}`,
    numbers: { first: wholeInF(before, f), last: wholeInF(after, f) },
  });
}

interface Memory {
  readonly pss: number;
  readonly rss: number;
  /** After collection. */
  readonly heap: number;
}

/** Of what is kept for good in memory there is an end, such as so many keys: a little more is none. */
const HEAP_GROWTH_MAX = 1.1;

function addMemory(before: Memory, after: Memory, count: number, report: Report): void {
  const growth = after.heap / before.heap;
  report.add({
    what: `heap after collection, after ${count} messages against before`,
    figure: growth,
    unit: '×',
    reference: `${round(before.heap)} MB, then ${round(after.heap)} MB`,
    target: `≤ ${HEAP_GROWTH_MAX} ×`,
    reached: growth <= HEAP_GROWTH_MAX,
    numbers: { before: before.heap, after: after.heap },
  });
  report.add({
    what: `memory after ${count} messages and a rest`,
    figure: after.pss,
    unit: 'MB PSS',
    reference: `before ${round(before.pss)} MB; RSS ${round(before.rss)} MB, then ${round(after.rss)} MB`,
    numbers: { pssBefore: before.pss, rssBefore: before.rss, rssAfter: after.rss },
  });
}
