import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { bareRate, getting, inF, type Rate, rateOf } from './cost.ts';
import { foundingSecretIn, NODE_PORT, newDirectory, ORIGIN, startNode } from './measured-node.ts';
import type { BenchOptions } from './options.ts';
import { pssMegabytes, type Started } from './processes.ts';
import { type Report, round } from './report.ts';
import { found, gatherVoters, voteWithin } from './voters.ts';

const BROWSER = { Accept: 'text/html', 'Accept-Language': 'en' };

/** The node by itself: how it starts, how votes and visitors fare, and what it takes when nothing happens. */
export async function measureItself(options: BenchOptions, f: Rate, report: Report): Promise<void> {
  const { wants } = options;
  if (!wants('start', 'votes', 'page', 'restart', 'idle')) return;
  const directory = await newDirectory();
  let node: Started | undefined;
  try {
    node = await startNode(options, directory);
    const fresh = node.readyMs;
    if (wants('start')) {
      report.add({
        what: 'start to ready, fresh directory',
        figure: fresh / 1_000,
        unit: 's',
        reference: 'with initdb and migrations',
        target: '≤ 5 s',
        reached: fresh <= 5_000,
      });
    }
    const founded = wants('votes', 'page', 'idle') ? await found(ORIGIN, await foundingSecretIn(node)) : undefined;
    if (founded && wants('votes')) await measureVotes(options, founded, report);
    if (wants('page')) await measurePage(options, node, f, report);
    await node.stop();
    if (!wants('restart', 'idle')) return;

    node = await startNode(options, directory);
    if (wants('restart')) {
      report.add({
        what: 'restart to ready',
        figure: node.readyMs / 1_000,
        unit: 's',
        reference: `fresh ${round(fresh / 1_000)} s`,
        target: '≤ 1.5 s',
        reached: node.readyMs <= 1_500,
      });
    }
    if (wants('idle')) await measureIdle(options, node, report);
  } finally {
    await node?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureVotes({ sizes }: BenchOptions, founded: Awaited<ReturnType<typeof found>>, report: Report) {
  report.say(`  … ${sizes.voters} people join`);
  const { voters, id } = await gatherVoters(ORIGIN, founded, sizes.voters);
  const votes = await voteWithin(ORIGIN, id, voters, sizes.voteSeconds);
  report.add({
    what: `a vote through the form, durable, p99 of ${sizes.voters} in ${sizes.voteSeconds} s`,
    figure: votes.p99,
    unit: 'ms',
    reference: `p50 ${round(votes.p50)} ms, ${votes.accepted} accepted`,
    target: '≤ 100 ms',
    reached: votes.p99 <= 100 && votes.accepted === sizes.voters,
  });
}

async function measurePage({ sizes }: BenchOptions, node: Started, f: Rate, report: Report) {
  const size = (await (await fetch(ORIGIN)).arrayBuffer()).byteLength;
  const request = getting('/', NODE_PORT, BROWSER);
  const page = await rateOf(node, { port: NODE_PORT, request, seconds: sizes.seconds });
  const same = await bareRate(size, sizes.seconds);
  const share = page.perSecond / same.perSecond;
  report.add({
    what: 'public page',
    figure: page.perSecond,
    unit: '/s',
    reference: `bare, the same ${size} bytes: ${round(same.perSecond)}/s; ${round(100 * share)} %, ${round(inF(page.cpuMicroseconds / 1_000, f))} F`,
    target: '≥ 25 %',
    reached: share >= 0.25,
  });
}

async function measureIdle({ sizes }: BenchOptions, node: Started, report: Report) {
  report.say(`  … idle for ${sizes.idleSeconds} s`);
  await pause(sizes.idleSeconds * 1_000);
  const memory = pssMegabytes(node.pid);
  report.add({
    what: `idle memory after ${sizes.idleSeconds} s`,
    figure: memory,
    unit: 'MB',
    reference: 'PSS of the node, beside PostgreSQL',
    target: '≤ 130 MB',
    reached: memory <= 130,
  });
}
