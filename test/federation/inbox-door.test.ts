import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase } from '../support/database.ts';
import { storeActor } from '../support/federation/actors.ts';
import { AS2, cavage, type Json, newPeer } from '../support/federation/gate-world.ts';
import { everything } from '../support/rows.ts';
import { openAssembly, type Person, type Site } from '../support/web.ts';

const eve = newPeer('https://a.test/u/eve');
let site: Site;
let ana: Person;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
  await storeActor(site.house, eve.holder.actor);
});
afterAll(() => site[Symbol.asyncDispose]());

const follow = (changed: Json = {}): Json => ({
  '@context': AS2,
  id: 'https://a.test/f/1',
  type: 'Follow',
  actor: eve.id,
  object: 'https://port.example/actor',
  ...changed,
});

/** Posts as another server does, with exactly these headers. */
async function post(content: Json | string | Buffer, { path = '/inbox', headers = {}, ...sending } = {}) {
  const delivery = cavage(content, { by: eve, host: 'port.example', path, date: site.house.clock.now(), ...sending });
  const pairs = Array.from({ length: delivery.rawHeaders.length / 2 }, (_each, index) => [
    delivery.rawHeaders[2 * index],
    delivery.rawHeaders[2 * index + 1],
  ]);
  return site.app.inject({
    method: 'POST',
    url: path,
    payload: delivery.body,
    headers: { ...Object.fromEntries(pairs), ...headers },
  });
}

describe('the door where others deliver', () => {
  it.each(['/inbox', '/actor/inbox', '/actor/instance/inbox'])('takes what is signed: %s', async (path) => {
    const answer = await post(follow({ id: `https://a.test/f${path}` }), { path });
    expect([answer.statusCode, answer.body]).toEqual([202, '']);
  });

  it.each`
    what                  | content                                           | status | code
    ${'nothing'}          | ${''}                                             | ${400} | ${'bad_json'}
    ${'no object'}        | ${'[]'}                                           | ${400} | ${'bad_json'}
    ${'an actor of ours'} | ${{ ...{ actor: 'https://port.example/actor' } }} | ${403} | ${'own_origin'}
    ${'a foreign id'}     | ${{ id: 'https://b.test/f/1' }}                   | ${403} | ${'id_origin_mismatch'}
    ${'no id'}            | ${{ id: undefined }}                              | ${400} | ${'id_required'}
  `('refuses $what with a status and a word, and keeps nothing', async ({ content, status, code }) => {
    const before = await everything(site.house.sql);
    const answer = await post(typeof content === 'string' ? content : follow(content));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(Object.keys(answer.json())).toEqual(['error']);
    if (code !== 'bad_json') expect(answer.json()).toEqual({ error: code });
    expect(await everything(site.house.sql)).toEqual(before);
  });

  it('says the same in every language, and nothing of what was sent', async () => {
    const answers = await Promise.all(
      ['en', 'ar', 'fr'].map((locale) => post(follow({ id: 'x' }), { headers: { 'accept-language': locale } })),
    );
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('reads no more than 256 KB', async () => {
    const answer = await post(follow({ summary: 'x'.repeat(262_144) }));
    expect([answer.statusCode, answer.json()]).toEqual([413, { error: 'too_large' }]);
  });

  it.each([
    'text/plain',
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/html',
    'application/activity+json-evil',
    '',
  ])('takes no other media type: %j', async (contentType) => {
    const answer = await post(follow(), { headers: { 'content-type': contentType } });
    expect([answer.statusCode, answer.json()]).toEqual([415, { error: 'bad_media_type' }]);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('is no place for %s', async (method) => {
    const answer = await site.app.inject({ method, url: '/inbox', headers: { host: 'port.example' } });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
  });

  it('is not there for another host', async () => {
    const answer = await post(follow(), { headers: { host: 'evil.test' } });
    expect(answer.statusCode).toBe(421);
  });

  it('answers 409 to another message under an id that was used', async () => {
    await post(follow({ id: 'https://a.test/used' }));
    const answer = await post(follow({ id: 'https://a.test/used', summary: 'other' }));
    expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'id_reuse' }]);
  });

  it('tells whom it has shut out nothing: the same answer as to what it has no use for', async () => {
    const ignored = await post(
      follow({ id: 'https://a.test/l/1', type: 'Like', object: 'https://port.example/objects/x' }),
    );
    const verdict = { subject: 'server', name: 'a.test', verdict: 'keep_out', reason: 'spam', reviewOn: null } as const;
    await site.house.peers.judge({ member: ana.id }, verdict);
    const before = await everything(site.house.sql);
    const shutOut = await post(follow({ id: 'https://a.test/f/9' }));
    expect([shutOut.statusCode, shutOut.body, shutOut.headers]).toEqual([
      ignored.statusCode,
      ignored.body,
      { ...ignored.headers, date: shutOut.headers.date },
    ]);
    expect(await everything(site.house.sql)).toEqual(before);
    site.house.clock.advance({ seconds: 1 });
    await site.house.peers.judge({ member: ana.id }, { ...verdict, verdict: 'none' });
    expect((await post(follow({ id: 'https://a.test/f/10' }))).statusCode).toBe(202);
    const taken = await site.house.sql`select id from waiting_messages where id = 'https://a.test/f/10'`;
    expect(taken).toHaveLength(1);
  });

  it('says when too many wait, keeps nothing more of anybody until they have been heard, and then goes on', async () => {
    const { sql } = site.house;
    await sql`insert into waiting_messages (origin, id, digest, key_id, body, received_at)
      select 'https://c.test', 'https://c.test/' || n, '', '', '{}', now() from generate_series(1, 20000) n`;
    const tell = () => post(follow({ id: 'https://a.test/f/late' }));
    await expect.poll(async () => (await tell()).statusCode, { timeout: 5_000, interval: 200 }).toBe(503);
    const before = await everything(sql);
    const answer = await tell();
    expect([answer.statusCode, answer.headers['retry-after'], answer.body]).toEqual([503, '30', '{"error":"busy"}']);
    expect(await everything(sql)).toEqual(before);
    // What is refused by itself is refused as ever, and what others read is there.
    expect((await post(follow({ id: 'x' }))).json()).toEqual({ error: 'bad_id' });
    expect((await site.app.inject({ url: '/actor', headers: { host: 'port.example' } })).statusCode).toBe(200);
    while ((await site.house.hearing.next()) > 0);
    await expect.poll(async () => (await tell()).statusCode, { timeout: 5_000, interval: 200 }).toBe(202);
  });

  it('says that it will be back when the database is away, and its sender tries again', async () => {
    await using database = await cloneDatabase(1);
    const { site: far } = await openAssembly({ database });
    await database.db.close();
    const delivery = cavage(follow(), { by: eve, host: 'port.example', date: far.house.clock.now() });
    const headers: Record<string, string> = {};
    for (let index = 0; index < delivery.rawHeaders.length; index += 2) {
      headers[delivery.rawHeaders[index] ?? ''] = delivery.rawHeaders[index + 1] ?? '';
    }
    const answer = await far.app.inject({ method: 'POST', url: '/inbox', payload: delivery.body, headers });
    expect([answer.statusCode, answer.json(), answer.headers['retry-after']]).toEqual([
      503,
      { error: 'unavailable' },
      '30',
    ]);
    await far.app.close();
  });
});
