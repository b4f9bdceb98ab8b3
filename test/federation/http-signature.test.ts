import { describe, it } from 'vitest';
import {
  bob,
  bytesOf,
  cavage,
  create,
  eve,
  headerIn,
  minutesFromNow,
  NOW,
  rewritten,
  rfc9421,
  secondsOf,
  type Sending,
  sha256Base64,
  withHeader,
  withoutHeader,
} from '../support/federation/gate-world.ts';
import { passes, refusedByKey, refusedUnasked } from '../support/federation/verdicts.ts';

const BODY = bytesOf(create());
/** Names of headers that only fill a list, and the headers. */
const many = (count: number) => ['(request-target) host date digest', ...Object.keys(extra(count))].join(' ');
const extra = (count: number) => Object.fromEntries(Array.from({ length: count - 4 }, (_, at) => [`x-${at}`, '1']));
const HS2019 = { algorithm: 'hs2019' };

describe('a signature as in draft-cavage', () => {
  it.each<[string, Sending]>([
    ['covers target, host, date and digest', {}],
    [
      'covers them in another order, and the type as well',
      { covered: 'digest date content-type host (request-target)' },
    ],
    ['says nothing about how it was made', { parameters: { algorithm: undefined } }],
    ['leaves that to the key', { parameters: HS2019 }],
    [
      'tells its time by itself',
      {
        covered: '(request-target) (created) (expires) host digest',
        parameters: { ...HS2019, created: secondsOf(NOW), expires: secondsOf(minutesFromNow(1)) },
      },
    ],
    ['covers a great deal', { covered: many(32), headers: extra(32) }],
    ['is for the inbox of one actor', { path: '/u/coop/inbox' }],
    ['calls the digest by small letters', { headers: { digest: `sha-256=${sha256Base64(BODY)}` } }],
    ['gives another digest besides', { headers: { digest: `SHA-512=AAAA==, SHA-256=${sha256Base64(BODY)}` } }],
  ])('is accepted when it %s', async (_what, sending) => {
    await passes(cavage(create(), sending));
  });

  it.each<[string, Sending, number, string]>([
    [
      'leaves out the digest',
      { covered: '(request-target) host date', headers: { digest: undefined } },
      401,
      'digest_missing',
    ],
    ['covers a digest that is not there', { headers: { digest: undefined } }, 401, 'digest_missing'],
    ['does not cover the digest', { covered: '(request-target) host date' }, 401, 'digest_missing'],
    ['covers a digest of another kind', { headers: { digest: 'SHA-512=AAAA' } }, 401, 'digest_missing'],
    ['covers MD5', { headers: { digest: 'MD5=AAAA' } }, 401, 'digest_missing'],
    ['covers the digest of another body', { headers: { digest: 'SHA-256=AAAA' } }, 401, 'digest_mismatch'],
    [
      'covers two digests of one kind',
      { headers: { digest: `SHA-256=AAAA,SHA-256=${sha256Base64(BODY)}` } },
      400,
      'sig_ambiguous',
    ],
    ['does not cover the host', { covered: '(request-target) date digest' }, 401, 'host_unsigned'],
    ['does not cover the target', { covered: 'host date digest' }, 401, 'target_unsigned'],
    ['does not cover the date', { covered: '(request-target) host digest' }, 401, 'date_missing'],
    ['covers a date that is not there', { headers: { date: undefined } }, 401, 'date_missing'],
    [
      'covers a time that it does not tell',
      { covered: '(request-target) host (created) digest', parameters: HS2019 },
      401,
      'date_missing',
    ],
    [
      'tells its time in a way that is not for RSA',
      { covered: '(request-target) host (created) digest', parameters: { created: secondsOf(NOW) } },
      401,
      'sig_algorithm',
    ],
    ['says nothing about what it covers', { parameters: { headers: undefined } }, 401, 'target_unsigned'],
    [
      'covers a header that is not there',
      { covered: '(request-target) host date digest x-there' },
      401,
      'header_missing',
    ],
    ['covers too much', { covered: many(33), headers: extra(33) }, 401, 'sig_malformed'],
    ['covers a header twice', { covered: '(request-target) host date date digest' }, 400, 'sig_ambiguous'],
    ['is made with a shared secret', { parameters: { algorithm: 'hmac-sha256' } }, 401, 'sig_algorithm'],
    ['is made with nothing', { parameters: { algorithm: 'none' } }, 401, 'sig_algorithm'],
    ['is made with an old digest', { parameters: { algorithm: 'rsa-sha1' } }, 401, 'sig_algorithm'],
    ['names no key', { parameters: { keyId: undefined } }, 401, 'sig_key_id'],
    ['names a key in plain http', { parameters: { keyId: 'http://a.test/u/eve#main-key' } }, 401, 'sig_key_id'],
    ['names a key that is data', { parameters: { keyId: 'data:,key' } }, 401, 'sig_key_id'],
    [
      'names a key with a name before its host',
      { parameters: { keyId: 'https://b.test@a.test/k' } },
      401,
      'sig_key_id',
    ],
    ['has no date', { date: 'garbage' }, 401, 'date_invalid'],
    ['has a date of another form', { date: NOW.toISOString() }, 401, 'date_invalid'],
    ['has a day that does not exist', { date: 'Mon, 30 Feb 2026 09:33:46 GMT' }, 401, 'date_invalid'],
    ['has a date with another weekday', { date: 'Mon, 22 Nov 2026 10:00:00 GMT' }, 401, 'date_invalid'],
    ['has a time that is no number', { ...created('soon') }, 401, 'sig_malformed'],
    ['has an end that has passed', { parameters: { expires: secondsOf(minutesFromNow(-1)) } }, 401, 'sig_expired'],
  ])('is refused when it %s', async (_what, sending, status, code) => {
    await refusedUnasked(cavage(create(), sending), status, code);
  });

  function created(text: string): Sending {
    return { covered: '(request-target) host (created) digest', parameters: { ...HS2019, created: text } };
  }

  it.each([
    ['nothing', ''],
    ['what is not base64', '@@@'],
    ['one byte', 'AA=='],
    ['a byte too few', Buffer.alloc(255).toString('base64')],
    ['a byte too many', Buffer.alloc(513).toString('base64')],
    ['base64 without its end', Buffer.alloc(256).toString('base64').slice(0, -1)],
  ])('is refused when it consists of %s, before its key is asked for', async (_what, signature) => {
    await refusedUnasked(cavage(create(), { parameters: { signature } }), 401, 'sig_invalid');
  });

  it('is refused when it consists of chance', async () => {
    await refusedByKey(cavage(create(), { parameters: { signature: Buffer.alloc(512, 7).toString('base64') } }));
  });

  it.each([
    ['is not written as one', 'Basic abc', 'sig_malformed'],
    ['ends within a word', 'keyId="https://a.test/k', 'sig_malformed'],
    ['is empty', '', 'sig_key_id'],
    ['has a parameter in single quotes', "keyId='https://a.test/k'", 'sig_malformed'],
    ['has an escape', 'keyId="https://a.test/\\"k"', 'sig_malformed'],
  ])('is refused when it %s', async (_what, header, code) => {
    const delivery = withHeader(withoutHeader(cavage(create()), 'signature'), 'Signature', header);
    await refusedUnasked(delivery, 401, code);
  });

  it('is refused when it is missing', async () => {
    await refusedUnasked(withoutHeader(cavage(create()), 'signature'), 401, 'sig_missing');
  });

  it.each([
    [
      'a second signature',
      withHeader(cavage(create()), 'signature', headerIn(cavage(create(), { by: bob }), 'signature')),
    ],
    ['a second key', rewritten(cavage(create()), 'signature', (value) => `${value},keyId="${bob.keyId}"`)],
    ['a second date', withHeader(cavage(create()), 'Date', NOW.toUTCString())],
    ['a second digest', withHeader(cavage(create()), 'digest', `SHA-256=${sha256Base64(BODY)}`)],
    ['a second length', withHeader(withHeader(cavage(create()), 'Content-Length', '1'), 'Content-Length', '2')],
  ])('is refused beside %s: whose it is depends on who reads it', async (_what, delivery) => {
    await refusedUnasked(delivery, 400, 'sig_ambiguous');
  });

  it('is refused when a byte of the body has changed since', async () => {
    const delivery = cavage(create());
    delivery.body[delivery.body.length - 3] = 0x20;
    await refusedUnasked(delivery, 401, 'digest_mismatch');
  });

  it.each([
    ['for another inbox', { ...cavage(create(), { path: '/u/coop/inbox' }), path: '/inbox' }],
    ['for the shared inbox', { ...cavage(create()), path: '/u/coop/inbox' }],
    ['for another server', rewritten(cavage(create(), { host: 'b.test' }), 'host', () => 'us.test')],
    ['to ask for something', cavage(create(), { method: 'GET' })],
    ['at another time', rewritten(cavage(create()), 'date', () => minutesFromNow(1).toUTCString())],
    ['by somebody else', cavage(create(), { by: { ...bob, keyId: eve.keyId } })],
  ])('is refused when it was made %s', async (_what, delivery) => {
    await refusedByKey({ ...delivery, method: 'POST' });
  });

  it('says nothing about headers that it does not cover, and these change nothing', async () => {
    await passes(withHeader(cavage(create()), 'X-Forwarded-Host', 'evil.test'));
  });
});

describe('the time of a signature', () => {
  it.each([
    ['now', 0],
    ['an hour ago', -60],
    ['in five minutes', 5],
  ])('may be %s', async (_what, minutes) => {
    await passes(cavage(create(), { date: minutesFromNow(minutes) }));
  });

  it.each([
    ['thirteen hours ago', -13 * 60],
    ['a little more than an hour ago', -60 - 1 / 60],
    ['in a little more than five minutes', 5 + 1 / 60],
    ['in two hours', 120],
  ])('may not be %s', async (_what, minutes) => {
    await refusedUnasked(cavage(create(), { date: minutesFromNow(minutes) }), 401, 'date_out_of_window');
    await refusedUnasked(rfc9421(create(), { date: minutesFromNow(minutes) }), 401, 'date_out_of_window');
  });

  it('counts as it is signed, and not as a header says that nobody has signed', async () => {
    const parameters = { ...HS2019, created: secondsOf(minutesFromNow(-120)) };
    const delivery = cavage(create(), { covered: '(request-target) host (created) digest', parameters });
    await refusedUnasked(delivery, 401, 'date_out_of_window');
  });
});
