import { CONNECTIONS, type Cost, costOf, each, inWords, type Rate, wholeInF } from './cost.ts';
import { load, requireAll, sendAll } from './load.ts';
import { NODE_PORT, ORIGIN, openFederatingNode, publish } from './measured-node.ts';
import type { BenchOptions } from './options.ts';
import { type Report, round } from './report.ts';
import { answerOf, openSenders, posted, type Sender, signed, signedMessages } from './senders.ts';

interface Refusing {
  readonly what: string;
  readonly request: Buffer;
  readonly status: number;
  /** In F. */
  readonly most: number;
}

const HOST = `Host: ${new URL(ORIGIN).host}`;
const ACTIVITY = 'Content-Type: application/activity+json';

/** What it costs to say no: less than it costs to be refused. */
export async function measureRefusals(options: BenchOptions, f: Rate, report: Report): Promise<void> {
  if (!options.wants('refusals')) return;
  const seconds = options.sizes.seconds / 2;
  await using elsewhere = await openSenders(2);
  await using node = await openFederatingNode(options);
  const publication = await publish(node, 0);
  const inbox = { origin: ORIGIN, path: '/inbox', objectOf: () => `${ORIGIN}/objects/${publication}` };
  const known = signedMessages({ from: 0, to: elsewhere.senders.length }, answerOf, elsewhere.senders, inbox);
  requireAll(await sendAll(NODE_PORT, known, 1), 202);

  for (const { what, request, status, most } of refusals(elsewhere.senders, inbox)) {
    await load(NODE_PORT, request, CONNECTIONS, Math.min(2, seconds / 2));
    const [result, cost] = await costOf(node, () => load(NODE_PORT, request, CONNECTIONS, seconds));
    requireAll(result, status);
    add(what, most, each(cost, result.requests), result.perSecond);
  }

  function add(what: string, most: number, cost: Cost, perSecond: number): void {
    const inF = wholeInF(cost, f);
    report.add({
      what: `refused: ${what}, processor time with PostgreSQL`,
      figure: inF,
      unit: 'F',
      reference: `${inWords(cost, f)}; ${round(perSecond)}/s`,
      target: `≤ ${most} F`,
      reached: inF <= most,
      numbers: { nodeMs: cost.nodeMs, databaseMs: cost.databaseMs, perSecond },
    });
  }
}

function refusals([one, other]: readonly Sender[], inbox: Parameters<typeof signed>[2]): Refusing[] {
  const message = answerOf(one!, 1_000, inbox.objectOf(0), new Date());
  const body = JSON.stringify(message);
  // In the name of one, with the key of another: only the signature itself shows it.
  const forged = signed(message, { keyId: one!.keyId, privateKey: other!.privateKey }, inbox);
  const text = 'name=value&'.repeat(100);
  const form = 'Content-Type: application/x-www-form-urlencoded';
  return [
    { what: 'unsigned', request: posted('/inbox', [HOST, ACTIVITY], body), status: 401, most: 3 },
    { what: 'wrongly signed, key known', request: forged, status: 401, most: 12 },
    { what: 'not JSON by its type', request: posted('/inbox', [HOST, form], text), status: 415, most: 3 },
    // Well signed: otherwise it would be refused as unsigned.
    { what: 'not JSON by its body', request: signed(text, one!, inbox), status: 400, most: 3 },
  ];
}
