import { bareRate, getting, inF, type Rate, rateOf, startScript } from './cost.ts';
import { FEDIFY_PORT } from './inbox.ts';
import { type FederatingNode, NODE_PORT, ORIGIN, openFederatingNode, publish } from './measured-node.ts';
import type { BenchOptions } from './options.ts';
import { type Report, round } from './report.ts';

interface Document {
  readonly what: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the rate of a bare Fastify. */
  readonly share: number;
}

const PUBLISHED = 12;
const PROGRAM = { Accept: 'application/activity+json' };
const BROWSER = { Accept: 'text/html', 'Accept-Language': 'en' };
const OF_DOCUMENTS = 0.6;
const OF_PAGES = 0.25;

/** What other servers and visitors ask for, each against a bare Fastify that answers with as many bytes. */
export async function measureDocuments(options: BenchOptions, f: Rate, report: Report): Promise<void> {
  if (!options.wants('documents')) return;
  const seconds = options.sizes.seconds / 2;
  await using node = await openFederatingNode(options);
  let actor: Rate | undefined;
  for (const document of await documentsOf(node)) {
    const { what, path, headers, share } = document;
    const asked = await fetch(`${ORIGIN}${path}`, { headers, redirect: 'manual' });
    const bytes = (await asked.arrayBuffer()).byteLength;
    const request = getting(path, NODE_PORT, headers);
    const rate = await rateOf(node, { port: NODE_PORT, request, seconds, status: asked.status });
    const same = await bareRate(bytes, seconds, asked.status);
    actor ??= rate;
    const reached = rate.perSecond / same.perSecond;
    report.add({
      what: `GET ${what}, ${asked.status}`,
      figure: rate.perSecond,
      unit: '/s',
      reference: `bare, the same ${bytes} bytes: ${round(same.perSecond)}/s; ${round(100 * reached)} %, ${round(inF(rate.cpuMicroseconds / 1_000, f))} F against ${round(inF(same.cpuMicroseconds / 1_000, f))} F`,
      target: `≥ ${100 * share} %`,
      reached: reached >= share,
      numbers: { share: reached, bytes, barePerSecond: same.perSecond },
    });
  }
  if (actor) await addFedify(actor, seconds, f, report);
}

async function documentsOf(node: FederatingNode): Promise<Document[]> {
  let id = '';
  for (let number = 0; number < PUBLISHED; number += 1) id = await publish(node, number);
  const { headers } = await fetch(`${ORIGIN}/actor`, { headers: PROGRAM });
  const unchanged = { ...PROGRAM, 'If-None-Match': headers.get('etag') ?? '' };
  const account = encodeURIComponent(`acct:bench@${new URL(ORIGIN).host}`);
  const share = OF_DOCUMENTS;
  return [
    { what: 'actor', path: '/actor', headers: PROGRAM, share },
    { what: 'object', path: `/objects/${id}`, headers: PROGRAM, share },
    { what: 'page of the outbox', path: '/actor/outbox?page=1', headers: PROGRAM, share },
    { what: 'WebFinger', path: `/.well-known/webfinger?resource=${account}`, headers: {}, share },
    { what: 'NodeInfo', path: '/nodeinfo/2.1', headers: {}, share },
    { what: 'actor that has not changed', path: '/actor', headers: unchanged, share },
    { what: 'page of a publication for people', path: `/published/${id}`, headers: BROWSER, share: OF_PAGES },
  ];
}

async function addFedify(ours: Rate, seconds: number, f: Rate, report: Report): Promise<void> {
  const server = await startScript('fedify-server.ts', ['--port', String(FEDIFY_PORT)]);
  try {
    const request = getting('/users/bench', FEDIFY_PORT, PROGRAM);
    const theirs = await rateOf(server, { port: FEDIFY_PORT, request, seconds });
    report.add({
      what: 'GET actor, against stock Fedify',
      figure: ours.perSecond / theirs.perSecond,
      unit: '×',
      reference: `stock Fedify: ${round(theirs.perSecond)}/s, ${round(inF(theirs.cpuMicroseconds / 1_000, f))} F`,
    });
  } finally {
    await server.stop();
  }
}
