import { describe, expect, it } from 'vitest';
import {
  A,
  activity,
  B,
  bob,
  cavage,
  create,
  eve,
  NOW,
  note,
  PUBLIC,
  US,
  type Json,
} from '../support/federation/gate-world.ts';
import { passes, refusedUnasked } from '../support/federation/verdicts.ts';

describe('the envelope of a message', () => {
  it.each<[string, Json, string]>([
    ['no id', { id: undefined }, 'id_required'],
    ['an id that is nothing', { id: null }, 'id_required'],
    ['an empty id', { id: '' }, 'id_required'],
    ['an id that is a number', { id: 1 }, 'id_required'],
    ['an id that is an object', { id: { id: `${A}/a/1` } }, 'id_required'],
    ['an id that is no URL', { id: 'urn:uuid:1' }, 'bad_id'],
    ['an id that could be written otherwise', { id: 'https://A.test/a/1' }, 'bad_id'],
    ['no type', { type: undefined }, 'bad_type'],
    ['an empty type', { type: '' }, 'bad_type'],
    ['a type that is a number', { type: 1 }, 'bad_type'],
    ['no type in a list', { type: [] }, 'bad_type'],
    ['two types that we know', { type: ['Create', 'Delete'] }, 'bad_type'],
    ['two types that we do not know', { type: ['View', 'Listen'] }, 'bad_type'],
    ['a type of endless length', { type: 'C'.repeat(129) }, 'bad_type'],
    ['no actor', { actor: undefined }, 'single_actor_required'],
    ['an actor that is nothing', { actor: null }, 'single_actor_required'],
    ['an actor that is a number', { actor: 1 }, 'single_actor_required'],
    ['an actor without an id', { actor: { type: 'Person' } }, 'single_actor_required'],
    ['two actors', { actor: [eve.id, bob.id] }, 'single_actor_required'],
    ['two actors the other way round', { actor: [bob.id, eve.id] }, 'single_actor_required'],
    ['no actor in a list', { actor: [] }, 'single_actor_required'],
    ['an actor that is no URL', { actor: 'eve@a.test' }, 'bad_id'],
    ['an actor that is part of a document', { actor: `${eve.id}#me` }, 'bad_id'],
    ['no object', { object: undefined }, 'object_required'],
    ['an object that is nothing', { object: null }, 'object_required'],
    ['an empty object', { object: '' }, 'object_required'],
    ['an object that is a number', { object: 7 }, 'object_required'],
    ['no object in a list', { object: [] }, 'object_required'],
    ['two objects', { object: [{}, {}] }, 'object_required'],
    ['an object that is elsewhere', { object: `${A}/n/1` }, 'object_required'],
    ['an object without an id', { object: note({ id: undefined }) }, 'object_id_required'],
    ['an object with an id that is nothing', { object: note({ id: null }) }, 'object_id_required'],
    ['an object with an id that is a number', { object: note({ id: 1 }) }, 'bad_id'],
    ['an object with an id that is no URL', { object: note({ id: 'data:,x' }) }, 'bad_id'],
    ['a date that is none', { published: 'yesterday' }, 'bad_date'],
    ['a date that is a number', { published: 1_795_340_051 }, 'bad_date'],
    ['a date without a zone', { published: '2026-11-22T09:00:00' }, 'bad_date'],
    ['a date in a list', { published: ['2026-11-22T09:00:00Z'] }, 'bad_date'],
    ['a date with a calendar', { published: '2026-11-22T09:00:00Z[u-ca=hebrew]' }, 'bad_date'],
    ['a date without its dashes', { published: '20261122T090000Z' }, 'bad_date'],
    ['a day that does not exist', { published: '2026-02-30T09:00:00Z' }, 'bad_date'],
    ['a year of seven digits', { published: '9999999-01-01T00:00:00Z' }, 'bad_date'],
    ['the year nought', { published: '0000-01-01T00:00:00Z' }, 'bad_date'],
    ['a year long gone', { published: '1999-12-31T23:59:59Z' }, 'bad_date'],
    ['a year to come', { updated: '2999-01-01T00:00:00Z' }, 'bad_date'],
    ['the day after tomorrow', { published: new Date(NOW.getTime() + 86_400_001).toISOString() }, 'bad_date'],
    ['an object of a year to come', { object: note({ published: '2999-01-01T00:00:00Z' }) }, 'bad_date'],
    ['an object changed in words', { object: note({ updated: 'soon' }) }, 'bad_date'],
    ['1,001 recipients', { to: people(501), cc: people(500) }, 'too_many_recipients'],
    ['1,001 recipients of its object', { object: note({ to: people(1_000), cc: PUBLIC }) }, 'too_many_recipients'],
  ])('is refused with %s', async (_what, changed, code) => {
    await refusedUnasked(cavage(create(changed)), 400, code);
  });

  function people(count: number): readonly string[] {
    return Array.from({ length: count }, (_, at) => `${A}/u/${at}`);
  }

  it('may have a list around what is single, an object for an actor, and a type of its own besides', async () => {
    const written = create({
      actor: [{ id: eve.id, type: 'Person' }],
      type: ['x:Publish', 'Create'],
      object: [note()],
    });
    const { activity: read } = await passes(cavage(written));
    expect(read).toMatchObject({ actor: eve.id, type: 'Create', known: true, objectId: `${A}/n/1`, object: note() });
    expect(read.raw).toMatchObject({ actor: eve.id, type: 'Create', object: note() });
  });

  it('of a type that means nothing here is read all the same, and says so', async () => {
    const { activity: read } = await passes(cavage(activity('EmojiReact', `${US}/n/1`, { content: '👍' })));
    expect(read).toMatchObject({ type: 'EmojiReact', known: false, object: `${US}/n/1` });
  });

  it('says to whom, in one way, and nothing of whom nobody was to know of', async () => {
    const secret = [`${B}/u/hidden`];
    const written = create({
      to: 'as:Public',
      cc: [`${eve.id}/followers`, { id: bob.id }, bob.id, 'Public', 7, null, 'no id', 'HTTPS://B.test/'],
      bto: secret,
      bcc: secret,
      object: note({ bto: secret, bcc: secret }),
    });
    const { activity: read } = await passes(cavage(written));
    expect(read.to).toEqual([PUBLIC]);
    expect(read.cc).toEqual([`${eve.id}/followers`, bob.id, PUBLIC]);
    expect(JSON.stringify(read)).not.toContain('hidden');
  });

  it.each(['bto', 'bcc'])('says nothing of those in %s, where it is the only one', async (name) => {
    const { activity: read } = await passes(cavage(create({ [name]: bob.id, object: note({ [name]: bob.id }) })));
    expect(JSON.stringify(read)).not.toContain(bob.id);
  });

  it('may be for a thousand', async () => {
    const { activity: read } = await passes(cavage(create({ to: people(500), cc: people(500) })));
    expect([read.to.length, read.cc.length]).toEqual([500, 500]);
  });

  it.each([
    ['2026-11-22T09:34:11Z', '2026-11-22T09:34:11.000Z'],
    ['2026-11-22t09:34:11.123456789z', '2026-11-22T09:34:11.123Z'],
    ['2026-11-22T11:04:11+01:30', '2026-11-22T09:34:11.000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
  ])('was published at %s', async (published, instant) => {
    const { activity: read } = await passes(cavage(create({ published })));
    expect(read.published?.toISOString()).toBe(instant);
  });

  it('may leave open when it was published', async () => {
    const { activity: read } = await passes(cavage(create({ published: null })));
    expect(read).not.toHaveProperty('published');
  });

  it.each(['Like', 'Announce', 'Follow'])('of a %s holds only the id of what it is about', async (type) => {
    const forged = { id: `${B}/n/9`, type: 'Note', attributedTo: bob.id, content: 'forged' };
    const { activity: read } = await passes(cavage(activity(type, forged)));
    expect(read).toMatchObject({ object: `${B}/n/9`, objectId: `${B}/n/9` });
    expect(JSON.stringify(read)).not.toContain('forged');
  });

  it('of a report holds all that it is about', async () => {
    const about = [`${US}/actor`, `${US}/objects/1`];
    const { activity: read } = await passes(cavage(activity('Flag', about)));
    expect(read).toMatchObject({ objectId: about[0], raw: { object: about } });
  });
});
