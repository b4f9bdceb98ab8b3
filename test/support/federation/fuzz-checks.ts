import { expect } from 'vitest';
import { catalogues } from '../../../src/messages.ts';
import { everything } from '../rows.ts';
import { answersInFederationMd } from './answers.ts';
import type { FuzzWorld } from './fuzz-world.ts';
import { deliveryOf, type Request, type Sent } from './fuzzing.ts';
import { CANARY } from './mutations.ts';

/** Brings it to the door, with its headers in their order, each as often as it stands there. */
async function post({ site }: FuzzWorld, { delivery, headers }: Request) {
  const grouped = Map.groupBy(headers, ([name]) => name);
  const given = [...grouped].map(([name, pairs]) => [
    name,
    pairs.length === 1 ? pairs[0]?.[1] : pairs.map((pair) => pair[1]),
  ]);
  const all = { host: 'none.test', ...Object.fromEntries(given) };
  return site.app.inject({ method: 'POST', url: delivery.path, payload: delivery.body, headers: all });
}

const KNOWN = answersInFederationMd();
const SENTENCES: Readonly<Record<string, string>> = Object.assign({}, ...catalogues.map(({ en }) => en));

/**
 * The work that one message may cause. At the door its key and the standing of its sender are looked up, what
 * waits is counted, it is kept, and what is known under its id is looked at. Behind it, whatever it is about is.
 */
const TAKEN_STATEMENTS_MAX = 8;
const HEARD_STATEMENTS_MAX = 40;
/** The document at the id of the key, and the one of its owner. */
const ASKED_MAX = 2;
const BEFRIENDED_EVERY = 25;

const isWrite = (statement: string): boolean =>
  /\b(?:insert into|update|delete from)\b/i.test(statement.replaceAll(/\bfor update\b/g, ''));

let sent = 0;

/** Whatever holds for everything that is sent. Gives the request, and the answer as status and code. */
export async function send(world: FuzzWorld, what: Sent): Promise<{ request: Request; said: string }> {
  const { statements, asked, lines, site } = world;
  sent += 1;
  if (sent % BEFRIENDED_EVERY === 0) await world.befriend();
  // So that nothing is refused for having come too soon after something else.
  site.house.clock.advance({ seconds: 30 });
  const request = deliveryOf(world, what);
  for (const list of [statements, asked, lines]) list.length = 0;
  const answer = await post(world, request);
  const said =
    answer.body === '' ? `${answer.statusCode}` : `${answer.statusCode} ${answer.json<{ error: string }>().error}`;
  if (said !== '202') {
    expect(KNOWN.has(said) && answer.statusCode !== 500, said).toBe(true);
    expect(answer.body).toBe(JSON.stringify({ error: said.slice(4) }));
    // Whether an id has been used is found out by using it, which leaves nothing.
    if (said !== '409 id_reuse') expect(statements.filter(isWrite), said).toEqual([]);
  }
  expect(statements.length, `${said}: ${statements.join('; ')}`).toBeLessThanOrEqual(TAKEN_STATEMENTS_MAX);
  expect(asked.length, asked.join(' ')).toBeLessThanOrEqual(ASKED_MAX);
  expect(JSON.stringify(answer.headers)).not.toContain(CANARY);
  if (said === '202') await hear(world);
  expect(lines.join(''), 'the log').not.toMatch(UNLOGGED);
  return { request, said };
}

/** What was sent, by whom exactly, what the database was asked; and no fault. */
const UNLOGGED = new RegExp(`${CANARY}|/u/eve|insert into|"level":[56]0`);

/** What was taken is heard, and what became of it is one of the words that there are for that. */
async function hear({ site: { house }, statements, asked }: FuzzWorld): Promise<void> {
  statements.length = 0;
  asked.length = 0;
  await house.hearing.next();
  expect(statements.length, statements.join('; ')).toBeLessThanOrEqual(HEARD_STATEMENTS_MAX);
  expect(asked).toEqual([]);
  const rows = await house.sql<{ outcome: string }[]>`select distinct outcome from received`;
  for (const { outcome } of rows) {
    expect(['done', 'ignored'].includes(outcome) || outcome in SENTENCES, outcome).toBe(true);
  }
}

/** What was refused is refused again, all of it, and leaves every row of every table as it is. */
export async function sendAgain(world: FuzzWorld, requests: readonly Request[]): Promise<void> {
  const before = await everything(world.site.house.sql);
  for (const request of requests) expect((await post(world, request)).statusCode).toBeGreaterThanOrEqual(400);
  expect(await everything(world.site.house.sql)).toEqual(before);
}
