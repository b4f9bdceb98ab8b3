import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTENT_MAX, OPEN_PER_HOST_MAX, TARGETS_MAX } from '../../src/reports/report.ts';
import { countReports } from '../../src/reports/views.ts';
import { solidarity } from '../../src/solidarity.ts';
import type { TestHouse } from '../support/house.ts';
import { answerFrom, messageFrom, outsider, reportFrom, tellOf } from '../support/outsiders.ts';
import { houseWithNotice } from '../support/publications.ts';

let house: TestHouse;
let ana: string;
let notice: string;
beforeEach(async () => {
  ({ house, ana, notice } = await houseWithNotice());
});
afterEach(() => house[Symbol.asyncDispose]());

const server = outsider('quay.example@quay.example', { type: 'Application' });
const bob = outsider('bob@strange.example');
const kept = () => house.sql`select host, content, targets from reports order by received_at, id`;

describe('what another server reports to us', () => {
  it('is kept as far as it is about us: the collective, what it published, and what stands under that', async () => {
    const { uris } = house.federation;
    const said = await answerFrom(house, bob, notice, { content: '<p>Go home.</p>' });
    const others = ['https://strange.example/notes/other', 'https://else.example/users/x', uris.object('a'.repeat(26))];
    const about = [uris.actor, uris.object(notice), said, bob.id, ...others];
    expect(await reportFrom(house, server, about, 'Hateful.')).toBe('done');
    expect(await kept()).toEqual([
      {
        host: 'quay.example',
        content: 'Hateful.',
        targets: [
          { kind: 'collective' },
          { kind: 'publication', id: notice },
          { kind: 'note', id: said },
          { kind: 'account', id: bob.id },
        ],
      },
    ]);
  });

  it('may be one thing, without a word', async () => {
    await reportFrom(house, server, house.federation.uris.actor);
    const embedded = { id: house.federation.uris.object(notice), type: 'Note' };
    await tellOf(house, messageFrom(server, 'Flag', embedded));
    expect(await kept()).toMatchObject([
      { content: null, targets: [{ kind: 'collective' }] },
      { content: null, targets: [{ kind: 'publication', id: notice }] },
    ]);
  });

  it('is nothing to us when it is about others, or about what stands here no more', async () => {
    await house.publication.withdraw({ member: ana }, notice);
    const about = [house.federation.uris.object(notice), 'https://else.example/users/x'];
    expect(await reportFrom(house, server, about, 'Hateful.')).toBe('ignored');
    expect(await kept()).toEqual([]);
  });

  it('names nobody: of whoever sent it only the server is kept', async () => {
    await reportFrom(house, outsider('canary@quay.example'), house.federation.uris.actor, 'Hateful.');
    const [row] = await house.sql<{ text: string }[]>`select r::text as text from reports r`;
    expect(row?.text).toContain('quay.example');
    expect(row?.text).not.toContain('canary');
  });

  it.each([
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['marks that turn the line', 'a\u202eb', 'ab'],
    ['more than is read', 'x'.repeat(CONTENT_MAX + 10), 'x'.repeat(CONTENT_MAX)],
    ['nothing but space', ' \n ', null],
    ['no text', 7, null],
    ['a list', ['x'], null],
  ])('is text, whatever stands in it: %s', async (_what, content, expected) => {
    const { actor } = house.federation.uris;
    expect(await tellOf(house, messageFrom(server, 'Flag', actor, { content }))).toBe('done');
    expect(await kept()).toMatchObject([{ content: expected }]);
  });

  it('may name many things, of which not all are kept', async () => {
    const { uris } = house.federation;
    const many = Array.from({ length: 400 }, (_each, index) => `https://else.example/${index}`);
    await reportFrom(house, server, [...many, uris.actor, uris.actor]);
    expect(await kept()).toMatchObject([{ targets: [{ kind: 'collective' }] }]);
    expect(TARGETS_MAX).toBeLessThan(100);
  });

  it('does not bury what others report', async () => {
    for (let each = 0; each < OPEN_PER_HOST_MAX; each += 1)
      await reportFrom(house, server, house.federation.uris.actor);
    expect(await reportFrom(house, server, house.federation.uris.actor)).toBe('report.too_many');
    expect(await reportFrom(house, bob, house.federation.uris.actor)).toBe('done');
    expect(await kept()).toHaveLength(OPEN_PER_HOST_MAX + 1);
  });

  it('does not come from a server that is kept out, and what came before that is shown no more', async () => {
    const { keptOutHosts } = solidarity(house);
    await reportFrom(house, server, house.federation.uris.actor);
    expect(await countReports(house.db, keptOutHosts)).toBe(1);
    const out = {
      subject: 'server',
      name: 'quay.example',
      verdict: 'keep_out',
      reason: 'Spam.',
      reviewOn: null,
    } as const;
    await house.peers.judge({ member: ana }, out);
    expect(await reportFrom(house, server, house.federation.uris.actor)).toBe('ignored');
    expect(await countReports(house.db, keptOutHosts)).toBe(0);
  });
});
