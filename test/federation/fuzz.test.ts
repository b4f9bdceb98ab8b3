import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectWhole } from '../http/whole.ts';
import { listen } from '../http/wire.ts';
import { send, sendAgain } from '../support/federation/fuzz-checks.ts';
import { type FuzzWorld, openFuzzWorld } from '../support/federation/fuzz-world.ts';
import { anySent, deliveryOf, everyFieldReplaced, type Request } from '../support/federation/fuzzing.ts';
import { CANARY } from '../support/federation/mutations.ts';
import { hearAll } from '../support/outsiders.ts';
import { Browser } from '../support/web.ts';

/** As `npm run fuzz -- --runs 20000 --seed 7` sets them. */
const LONG = process.env.FUZZ_RUNS !== undefined;
const RUNS = Number(process.env.FUZZ_RUNS ?? 600);
const SEED = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) };
const SENT_AGAIN = 200;

const SAID_ALOUD = 80;

/** As it goes over the line: some end early, and some come in pieces of which the length is said with each. */
function spoken({ delivery, headers }: Request, index: number): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const body = delivery.body.toString('latin1');
  const chunked = index % 5 === 1;
  const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${delivery.body.length}`;
  const head = ['POST /inbox HTTP/1.1', ...lines, length, 'Connection: close', '', ''].join('\r\n');
  const pieces = [...body.matchAll(/[\s\S]{1,500}/g)].map(([piece]) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
  const whole = head + (chunked ? `${pieces.join('')}0\r\n\r\n` : body);
  return index % 10 === 9 ? whole.slice(0, (whole.length * index) / SAID_ALOUD) : whole;
}

let world: FuzzWorld;
const refused: Request[] = [];
const answers = new Map<string, number>();
beforeAll(async () => {
  world = await openFuzzWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('whatever others send', () => {
  it('is answered in the words of the table, and causes no more work than it may', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anySent, async (sent) => {
        const { request, said } = await send(world, sent);
        answers.set(said, (answers.get(said) ?? 0) + 1);
        if (said !== '202' && refused.length < SENT_AGAIN) refused.push(request);
      }),
      { numRuns: RUNS, ...SEED },
    );
    expect(answers.get('202') ?? 0).toBeGreaterThan(RUNS / 5);
    expect(answers.size).toBeGreaterThan(15);
  });

  it.runIf(LONG)('is answered so with any one field replaced by anything odd', { timeout: 3_600_000 }, async () => {
    for (const sent of everyFieldReplaced(world)) await send(world, sent);
    expect(refused.length).toBeGreaterThan(0);
  });

  it('is answered so over a socket as well, whole or in part, at once or byte by byte', async () => {
    const { say } = await listen(world.site);
    const sample = fc.sample(anySent, { numRuns: SAID_ALOUD, seed: world.messages.length });
    const said = await Promise.all(
      sample.map(async (sent, index) => {
        const text = spoken(deliveryOf(world, sent), index);
        return say(index % 4 === 0 ? (text.match(/[\s\S]{1,40}/g) ?? []) : text, { pauseMs: index % 4 === 0 ? 1 : 0 });
      }),
    );
    for (const { status, text } of said) {
      expect([0, 202, 400, 401, 403, 405, 408, 409, 413, 415, 421, 431, 503], text).toContain(status);
      expect(text).not.toContain(CANARY);
    }
    expect(said.filter(({ status }) => status === 202).length).toBeGreaterThan(5);
    await hearAll(world.site.house);
    expect(world.lines.join('')).not.toMatch(new RegExp(`${CANARY}|"level":[56]0`));
  });

  it('leaves nothing behind where it was refused', async () => {
    expect(refused.length).toBeGreaterThan(100);
    await sendAgain(world, refused);
  });

  it('is shown as words, wherever it is shown', async () => {
    const { site, ana, publication } = world;
    const pages = [
      `/published/${publication}`,
      '/solidarity',
      '/solidarity/followers',
      '/solidarity/strangers',
      '/solidarity/reports',
      '/solidarity/deliveries',
    ];
    const shown = [];
    for (const path of pages) {
      const page = await ana.get(path);
      expectWhole(page);
      shown.push(page.text);
    }
    expectWhole(await new Browser(site).get(`/published/${publication}`));
    expect(shown.join(' ')).toContain(CANARY);
  });

  it('is listed by what others read of us, as JSON', async () => {
    const { site, publication } = world;
    const program = new Browser(site, { accept: 'application/activity+json' });
    for (const path of ['replies', 'context']) {
      const answer = await program.get(`/objects/${publication}/${path}`);
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.json())).not.toContain(CANARY);
    }
    for (const path of ['/actor/followers', '/actor/following', '/actor/outbox?page=1']) {
      expect((await program.get(path)).status).toBe(200);
    }
  });
});
