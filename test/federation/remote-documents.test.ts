import { afterEach, describe, expect, it } from 'vitest';
import type { SignRequest } from '../../src/platform/federation/remote.ts';
import { actorDocument } from '../support/federation/actors.ts';
import { failureOf } from '../support/federation/asking.ts';
import { AS2, LD, openLibrary } from '../support/federation/library.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

async function library(options?: Parameters<typeof openLibrary>[0]) {
  const opened = await openLibrary(options);
  open.push(opened);
  return opened;
}

describe('a document from elsewhere', () => {
  it.each([
    'application/activity+json',
    'Application/Activity+JSON; charset=utf-8',
    LD,
    `application/ld+json; profile="https://a.test ${AS2}"; charset="utf-8"`,
  ])('is read as %s', async (contentType) => {
    const { document, serve, bob, there } = await library();
    serve(bob, { id: bob, type: 'Note', content: 'ñ' }, { headers: { 'content-type': contentType } });
    expect(await document(bob)).toEqual({ id: bob, type: 'Note', content: 'ñ' });
    expect(there.asked[0]?.headers.accept).toBe(`application/activity+json, ${LD}`);
  });

  it.each([
    'image/png',
    'text/plain',
    'text/html',
    'application/json',
    'application/ld+json',
    'application/activity+json-evil',
    'application/x-activity+json',
    'application/ld+json; profile="https://evil"',
    `application/ld+json; profile="${AS2}#evil"`,
    `application/ld+json; profile="https://evil"; profile="${AS2}"`,
    `application/ld+json; x="; profile=${AS2}"`,
    `text/html; x="${LD}"`,
    `text/html, application/activity+json`,
    '',
    '/',
  ])('is refused as "%s"', async (contentType) => {
    const { document, actor, key, serve, bob } = await library();
    serve(bob, actorDocument(bob), { headers: { 'content-type': contentType } });
    expect(await failureOf(document(bob))).toBe('invalid bad_media_type');
    expect(await failureOf(actor(bob))).toBe('invalid bad_media_type');
    expect(await failureOf(key(`${bob}#main-key`))).toBe('invalid bad_media_type');
  });

  it('is not looked for where a page, or an answer, points to', async () => {
    const { document, serve, bob, at, there } = await library();
    const victim = at('victim.test', '/u/bob');
    serve(victim, actorDocument(victim));
    const page = `<link rel="alternate" type="application/activity+json" href="${victim}">`;
    serve(bob, page, { headers: { 'content-type': 'text/html', link: `<${victim}>; rel="alternate"; type="${LD}"` } });
    expect(await failureOf(document(bob))).toBe('invalid bad_media_type');
    expect(there.asked).toHaveLength(1);
  });

  it.each`
    status | failure
    ${404} | ${'gone not_found'}
    ${410} | ${'gone gone'}
    ${401} | ${'unreachable refused'}
    ${403} | ${'unreachable refused'}
    ${429} | ${'unreachable status'}
    ${500} | ${'unreachable status'}
    ${503} | ${'unreachable status'}
    ${201} | ${'invalid status'}
    ${204} | ${'invalid status'}
    ${302} | ${'invalid status'}
    ${400} | ${'invalid status'}
    ${418} | ${'invalid status'}
  `('is none with status $status: $failure', async ({ status, failure }) => {
    const { document, serve, bob } = await library();
    serve(bob, { id: bob }, { status });
    expect(await failureOf(document(bob))).toBe(failure);
  });

  it('is gone where a tombstone stands in its place', async () => {
    const { document, serve, bob } = await library();
    for (const type of ['Tombstone', ['Tombstone', 'x']]) {
      serve(bob, { id: bob, type });
      expect(await failureOf(document(bob))).toBe('gone gone');
    }
  });

  it.each([
    ['null', 'null'],
    ['a list', '[{"id":"x"}]'],
    ['a text', '"hello"'],
    ['nothing', ''],
    ['half a document', '{"id":'],
    ['not in UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['bottomless', '['.repeat(50_000)],
    ['bottomless within', `{"id":"x","a":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`],
    ['of two minds', '{"id":"a","id":"b"}'],
  ])('is refused when it is %s', async (_what, body) => {
    const { document, serve, bob } = await library();
    serve(bob, body);
    expect(await failureOf(document(bob))).toBe('invalid bad_document');
  });

  it.each([
    ['another', 'http://b.test/u/eve'],
    ['one that is spelled otherwise', 'HTTP://B.TEST/u/bob'],
    ['none', undefined],
    ['several', ['http://b.test/u/bob']],
  ])('is refused when its id is %s', async (_what, id) => {
    const { document, actor, serve, bob } = await library();
    serve(bob, { ...actorDocument(bob), id });
    expect(await failureOf(document(bob))).toBe('invalid id_mismatch');
    expect(await failureOf(actor(bob))).toBe('invalid id_mismatch');
  });

  it('may be moved about by its origin, as long as it bears its id', async () => {
    const { document, serve, bob, at } = await library();
    serve(bob, '', { status: 302, headers: { location: '/users/1' } });
    serve(at('b.test', '/users/1'), { id: bob, type: 'Note' });
    expect(await document(bob)).toMatchObject({ id: bob });
    serve(at('b.test', '/users/1'), { id: at('b.test', '/users/1'), type: 'Note' });
    expect(await failureOf(document(bob))).toBe('invalid id_mismatch');
  });

  it('is nobody else’s to serve, nor to say that it is gone', async () => {
    const { document, actor, serve, bob, at } = await library();
    const elsewhere = at('victim.test', '/u/bob');
    serve(bob, '', { status: 302, headers: { location: elsewhere } });
    for (const body of [actorDocument(bob), actorDocument(elsewhere)]) {
      serve(elsewhere, body);
      expect(await failureOf(document(bob))).toBe('invalid id_mismatch');
      expect(await failureOf(actor(bob))).toBe('invalid id_mismatch');
    }
    serve(elsewhere, '', { status: 410 });
    expect(await failureOf(document(bob))).toBe('invalid id_mismatch');
  });

  it('is not asked for where it is ours, or has no id that could be asked for', async () => {
    const { document, actor, key, at, bob, there } = await library();
    for (const ask of [document, actor, key]) {
      expect(await failureOf(ask(at('us.example', '/actor')))).toBe('invalid own_origin');
      expect(await failureOf(ask('urn:uuid:1'))).toBe('invalid bad_id');
      expect(await failureOf(ask('https://b.test/a b'))).toBe('invalid bad_id');
      expect(await failureOf(ask('https://bob@b.test/u/bob'))).toBe('invalid bad_id');
    }
    expect(await failureOf(document(`${bob}#part`))).toBe('invalid bad_id');
    expect(await failureOf(actor(`${bob}#part`))).toBe('invalid bad_id');
    expect(there.connections).toBe(0);
  });

  it('may be of 1 MB, an actor and a key of 256 KB', async () => {
    const { document, actor, key, serve, bob } = await library();
    const sized = (bytes: number) => {
      const text = JSON.stringify({ ...actorDocument(bob), x: '' });
      return text + ' '.repeat(bytes - text.length);
    };
    serve(bob, sized(262_144));
    expect(await failureOf(actor(bob))).toBe('none');
    expect(await failureOf(key(`${bob}#main-key`))).toBe('none');
    serve(bob, sized(262_145));
    expect(await failureOf(actor(bob))).toBe('invalid too_large');
    expect(await failureOf(key(`${bob}#main-key`))).toBe('invalid too_large');
    serve(bob, sized(1_048_576));
    expect(await failureOf(document(bob))).toBe('none');
    serve(bob, sized(1_048_577));
    expect(await failureOf(document(bob))).toBe('invalid too_large');
  });

  it('is asked for with a signature, where there is one', async () => {
    const sign: SignRequest = async ({ method, url }) => ({ signature: `${method} ${url.pathname}` });
    const { actor, serve, bob, there } = await library({ sign });
    serve(bob, actorDocument(bob));
    await actor(bob);
    expect(there.asked[0]?.headers.signature).toBe('GET /u/bob');
  });
});
