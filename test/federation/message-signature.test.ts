import { describe, it } from 'vitest';
import {
  bob,
  bytesOf,
  create,
  eve,
  minutesFromNow,
  NOW,
  rewritten,
  rfc9421,
  secondsOf,
  sha256Base64,
} from '../support/federation/gate-world.ts';
import { passes, refusedByKey, refusedUnasked } from '../support/federation/verdicts.ts';

const BODY = bytesOf(create());
/** Names of headers that only fill a list, and the headers. */
const many = (count: number) => [...TARGET, ...Object.keys(extra(count))];
const extra = (count: number) =>
  Object.fromEntries(Array.from({ length: count - TARGET.length }, (_, at) => [`x-${at}`, '1']));
const TARGET = ['@method', '@target-uri', 'content-digest'];
const CREATED = `;created=${secondsOf(NOW)};keyid="${eve.keyId}"`;

describe('a signature as in RFC 9421', () => {
  it.each([
    ['covers method, target and digest', {}],
    ['names the way in which it was made', { parameters: `${CREATED};alg="rsa-v1_5-sha256"` }],
    ['covers path and authority instead', { covered: ['@method', '@path', '@authority', 'content-digest'] }],
    ['covers the whole target line', { covered: ['@method', '@request-target', '@authority', 'content-digest'] }],
    [
      'covers all there is',
      { covered: [...TARGET, '@authority', '@scheme', '@query', 'host', 'date', 'content-type'] },
    ],
    ['covers a great deal', { covered: many(32), headers: extra(32) }],
    ['has another label', { label: 'other' }],
    ['has an end in the future', { parameters: `${CREATED};expires=${secondsOf(minutesFromNow(1))};nonce="a\\"b"` }],
    ['has more than one digest', { headers: { 'content-digest': `sha-512=:AAAA:, sha-256=:${sha256Base64(BODY)}:` } }],
  ])('is accepted when it %s', async (_what, sending) => {
    await passes(rfc9421(create(), sending));
  });

  it.each([
    ['covers only the date', { covered: ['date'] }, 401, 'target_unsigned'],
    ['does not cover the method', { covered: TARGET.slice(1) }, 401, 'target_unsigned'],
    ['does not cover the target', { covered: ['@method', 'content-digest'] }, 401, 'target_unsigned'],
    ['covers a path of any server', { covered: ['@method', '@path', 'content-digest'] }, 401, 'host_unsigned'],
    ['does not cover the digest', { covered: TARGET.slice(0, 2) }, 401, 'digest_missing'],
    ['covers a digest that is not there', { headers: { 'content-digest': undefined } }, 401, 'digest_missing'],
    ['covers a digest of another kind', { headers: { 'content-digest': 'sha-512=:AAAA:' } }, 401, 'digest_missing'],
    ['covers a digest that is none', { headers: { 'content-digest': 'sha-256=AAAA' } }, 401, 'digest_missing'],
    ['covers the digest of another body', { headers: { 'content-digest': 'sha-256=:AAAA:' } }, 401, 'digest_mismatch'],
    [
      'covers two digests of a kind',
      { headers: { 'content-digest': 'sha-256=:AAAA:, sha-256=:AAAA:' } },
      400,
      'sig_ambiguous',
    ],
    ['does not say when it was made', { parameters: `;keyid="${eve.keyId}"` }, 401, 'date_missing'],
    [
      'says it in half seconds',
      { parameters: `;created=${secondsOf(NOW)}.5;keyid="${eve.keyId}"` },
      401,
      'date_invalid',
    ],
    ['was made before all time', { parameters: `;created=-1;keyid="${eve.keyId}"` }, 401, 'date_invalid'],
    ['was made after all time', { parameters: `;created=999999999999999;keyid="${eve.keyId}"` }, 401, 'date_invalid'],
    ['has an end in words', { parameters: `${CREATED};expires=soon` }, 401, 'date_invalid'],
    ['covers too much', { covered: many(33), headers: extra(33) }, 401, 'sig_malformed'],
    ['says it in words', { parameters: `;created="now";keyid="${eve.keyId}"` }, 401, 'date_invalid'],
    [
      'has an end that has passed',
      { parameters: `${CREATED};expires=${secondsOf(minutesFromNow(-1))}` },
      401,
      'sig_expired',
    ],
    ['names no key', { parameters: `;created=${secondsOf(NOW)}` }, 401, 'sig_key_id'],
    ['names a key that is no text', { parameters: `;created=${secondsOf(NOW)};keyid=1` }, 401, 'sig_key_id'],
    ['names a key twice', { parameters: `${CREATED};keyid="${bob.keyId}"` }, 400, 'sig_ambiguous'],
    ['is made in another way', { parameters: `${CREATED};alg="rsa-pss-sha512"` }, 401, 'sig_algorithm'],
    ['is made with a shared secret', { parameters: `${CREATED};alg="hmac-sha256"` }, 401, 'sig_algorithm'],
    ['covers one thing twice', { covered: [...TARGET, '@method'] }, 400, 'sig_ambiguous'],
    ['covers a header that is not there', { covered: [...TARGET, 'x-there'] }, 401, 'header_missing'],
    ['covers something derived that we do not know', { covered: [...TARGET, '@status'] }, 401, 'header_missing'],
    ['is written under another label', { signatureLabel: 'sig2' }, 401, 'sig_missing'],
    ['has a label in capitals', { label: 'Sig1' }, 401, 'sig_malformed'],
  ])('is refused when it %s', async (_what, sending, status, code) => {
    await refusedUnasked(rfc9421(create(), sending), status, code);
  });

  it.each([
    ['a component has parameters', (value: string) => value.replace('"@method"', '"@method";req')],
    ['the list does not end', (value: string) => value.slice(0, 20)],
    ['there is a comma after it', (value: string) => `${value},`],
    ['it is no list', () => `sig1="@method"${CREATED}`],
    ['names stand side by side', (value: string) => value.replace('" "', '""')],
    [
      'there are too many of them',
      (value: string) => Array.from({ length: 17 }, (_, at) => value.replace('sig1', `s${at}`)).join(),
    ],
  ])('is refused when %s', async (_what, change) => {
    await refusedUnasked(rewritten(rfc9421(create()), 'signature-input', change), 401, 'sig_malformed');
  });

  it('is refused when there are two of one label', async () => {
    const twice = rewritten(rfc9421(create()), 'signature-input', (value) => `${value}, ${value}`);
    await refusedUnasked(twice, 400, 'sig_ambiguous');
    const sent = rewritten(rfc9421(create()), 'signature', (value) => `${value}, sig1=:AAAA:`);
    await refusedUnasked(sent, 400, 'sig_ambiguous');
  });

  it('is taken from among several, if one of them covers enough', async () => {
    const delivery = rfc9421(create());
    const other = rewritten(delivery, 'signature-input', (value) => `proxy=("date");created=1;keyid="x", ${value}`);
    await passes(rewritten(other, 'signature', (value) => `proxy=:AAAA:, ${value}`));
  });

  it.each([
    ['to another inbox', { ...rfc9421(create(), { path: '/u/coop/inbox' }), path: '/inbox' }],
    ['to another server', rewritten(rfc9421(create(), { host: 'b.test' }), 'host', () => 'us.test')],
    ['by another method', { ...rfc9421(create(), { method: 'PUT' }), method: 'POST' }],
    ['by somebody else', rfc9421(create(), { by: { ...bob, keyId: eve.keyId } })],
    ['over other parameters', rewritten(rfc9421(create()), 'signature-input', (value) => `${value};tag="x"`)],
  ])('is refused when it was made for a message %s', async (_what, delivery) => {
    await refusedByKey(delivery);
  });

  it('is refused when what it consists of is no signature', async () => {
    for (const signature of ['sig1=?1', 'sig1="text"', 'sig1=:AAAA:']) {
      await refusedUnasked(
        rewritten(rfc9421(create()), 'signature', () => signature),
        401,
        'sig_invalid',
      );
    }
  });

  it('is refused when a byte of the body has changed since', async () => {
    const delivery = rfc9421(create());
    delivery.body[delivery.body.length - 3] = 0x20;
    await refusedUnasked(delivery, 401, 'digest_mismatch');
  });
});
