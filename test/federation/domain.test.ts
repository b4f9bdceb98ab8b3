import { describe, expect, it } from 'vitest';
import { domainOf } from '../../src/platform/federation/domain.ts';
import { createHostBuckets } from '../../src/platform/federation/limits.ts';
import { activity, cavage, NOW, newPair, newPeer, openWorld } from '../support/federation/gate-world.ts';

describe('the domain of a host', () => {
  it.each`
    host                            | domain
    ${'a.test'}                     | ${'a.test'}
    ${'x1.a.test'}                  | ${'a.test'}
    ${'deep.down.x1.a.test'}        | ${'a.test'}
    ${'union.org.br'}               | ${'union.org.br'}
    ${'x.union.org.br'}             | ${'union.org.br'}
    ${'x.union.co.uk'}              | ${'union.co.uk'}
    ${'x.com.example'}              | ${'com.example'}
    ${'x.me.uk'}                    | ${'me.uk'}
    ${'co.uk'}                      | ${'co.uk'}
    ${'localhost'}                  | ${'localhost'}
    ${'192.0.2.7'}                  | ${'192.0.2.7'}
    ${'[2001:db8:1:2:3:4:5:6]'}     | ${'[2001:db8:1:2::]'}
    ${'[2001:db8:1:2::9]'}          | ${'[2001:db8:1:2::]'}
    ${'[2001:db8::9]'}              | ${'[2001:db8:0:0::]'}
    ${'[::1]'}                      | ${'[0:0:0:0::]'}
    ${'xn--mnchen-3ya.gewerk.test'} | ${'gewerk.test'}
  `('of $host is $domain', ({ host, domain }) => {
    expect(domainOf(host)).toBe(domain);
  });
});

describe('five thousand hosts under one domain', () => {
  const hosts = Array.from({ length: 5_000 }, (_each, index) => `x${index}.a.test`);

  it('may do together what ten may, and take nothing from others', () => {
    const buckets = createHostBuckets({ windowMs: 60_000, cap: 20_000, now: () => NOW });
    expect(hosts.filter((host) => buckets.take(host, 3) === 0)).toHaveLength(30);
    expect(buckets.take('b.test', 3)).toBe(0);
  });

  it('take nothing from one another while each keeps within its own', () => {
    const buckets = createHostBuckets({ windowMs: 60_000, cap: 20_000, now: () => NOW });
    for (let count = 0; count < 3; count += 1) expect(buckets.take('x1.a.test', 3)).toBe(0);
    expect(buckets.take('x1.a.test', 3)).toBeGreaterThan(0);
    expect(buckets.take('x2.a.test', 3)).toBe(0);
  });

  it('have their messages refused beyond that, and their keys asked for no more often', async () => {
    const pair = newPair();
    const world = openWorld({ limits: { messages: 5 }, keyLimits: { fetchesPerHost: 2 } });
    const answers = new Map<number | string, number>();
    for (const host of hosts.slice(0, 200)) {
      const eve = newPeer(`https://${host}/u/eve`, undefined, pair);
      world.served.set(eve.keyId, eve.holder);
      const follow = activity('Follow', 'https://us.test/actor', { id: `https://${host}/f/1`, actor: eve.id });
      const verdict = await world.examine(cavage(follow, { by: eve }));
      const answer = verdict.ok ? 'let in' : verdict.code;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    expect(world.fetched).toHaveLength(20);
    expect(Object.fromEntries(answers)).toEqual({ 'let in': 20, key_unavailable: 180 });
    const bob = activity('Follow', 'https://us.test/actor', {
      id: 'https://b.test/f/1',
      actor: 'https://b.test/u/bob',
    });
    const other = newPeer('https://b.test/u/bob', undefined, pair);
    world.served.set(other.keyId, other.holder);
    expect(await world.examine(cavage(bob, { by: other }))).toMatchObject({ ok: true });
  });

  it('have their messages refused beyond that, whose keys we have', async () => {
    const pair = newPair();
    const world = openWorld({ limits: { messages: 2 } });
    const codes: string[] = [];
    for (const host of hosts.slice(0, 30)) {
      const eve = newPeer(`https://${host}/u/eve`, undefined, pair);
      world.stored.set(eve.keyId, eve.holder);
      const follow = activity('Follow', 'https://us.test/actor', { id: `https://${host}/f/1`, actor: eve.id });
      const verdict = await world.examine(cavage(follow, { by: eve }));
      codes.push(verdict.ok ? 'let in' : verdict.code);
    }
    expect(codes.filter((code) => code === 'let in')).toHaveLength(20);
    expect(new Set(codes.slice(20))).toEqual(new Set(['too_many_messages']));
  });
});
