import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everything } from '../support/rows.ts';
import {
  Browser,
  encodeForm,
  type Fields,
  inLanguage,
  openAssembly,
  type Person,
  type Site,
  t,
} from '../support/web.ts';
import { FORMS, type Ready } from './forms.ts';

let site: Site;
let ana: Person;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
});
afterAll(() => site[Symbol.asyncDispose]());

const SECRETS = /passphrase|current/;
/** What nobody may say about themselves or about a thing: it follows from who they are, and when. */
const EXTRA = {
  id: 'a'.repeat(26),
  role: 'admin',
  author: 'a'.repeat(26),
  mandate_until: '2999-01-01',
  voted_at: '2001-01-01T00:00:00Z',
  now: '2001-01-01T00:00:00Z',
  balance: '1000',
  constructor: 'x',
  toString: 'x',
};

describe.each(FORMS)('the form $route', ({ route, prepare, fields }) => {
  let ready: Ready;
  let hidden: Fields;
  let before: Record<string, string[]>;
  beforeAll(async () => {
    ready = await prepare(ana);
    const { by, page, path } = ready;
    hidden = (await by.get(page)).form(path).fields;
    before = await everything(ready.site.house.db.client);
  });
  afterAll(async () => {
    if (ready.site !== site) await ready.site[Symbol.asyncDispose]();
  });

  const send = (given: Fields) => ready.by.post(ready.path, { ...hidden, ...ready.values, ...given });
  const refused = Object.entries(fields).flatMap(([name, all]) =>
    all.map(([typed, code, params]) => ({ name, typed, code, params })),
  );

  it.runIf(refused.length > 0)(
    'says what is to be mended, and keeps everything that was typed but secrets',
    async () => {
      for (const { name, typed, code, params } of refused) {
        const what = `${name}: ${JSON.stringify(typed.slice(0, 20))}`;
        const page = await send({ [name]: typed });
        expect(page.status, what).toBe(422);
        expect(page.text, what).toContain(t(code, params));
        expect(page.html, what).toMatch(/<div class="mend" role="alert">/);
        const shown = page.form(ready.path).fields;
        for (const [other, value] of Object.entries({ ...ready.values, [name]: typed })) {
          if (SECRETS.test(other)) {
            expect(shown[other], what).toBe('');
            if (value.length > 3) expect(page.html.includes(String(value)), `${what} shows a secret`).toBe(false);
          } else if (other !== name && other in shown) expect(shown[other], `${what} loses ${other}`).toBe(value);
          else if (value.length <= 60_000 && /^x+$|^[a-z ]+$/.test(typed) && other in shown && !isChosen(other))
            expect(shown[other], what).toBe(value);
        }
      }
    },
  );

  it('takes nothing that it does not ask for', async () => {
    for (const [name, value] of Object.entries(EXTRA)) {
      const page = await send({ [name]: value });
      expect(page.status, name).toBe(422);
      const told = [t('field.unknown'), t('request.invalid')].some((sentence) => page.text.includes(sentence));
      expect(told, `${name}: ${page.text.slice(0, 300)}`).toBe(true);
    }
  });

  it('takes each field once', async () => {
    for (const [name, value] of Object.entries(ready.values)) {
      const page = await send({ [name]: [String(value), String(value)] });
      // Of languages there may be several; the rest of what is sent here is not.
      if (name !== 'languages') expect(page.status, name).toBe(422);
    }
    expect((await send({ form_token: [String(hidden.form_token), String(hidden.form_token)] })).status).toBe(403);
  });

  it.runIf(refused.length > 0)('takes all of its fields or nothing', async () => {
    const optional = ['next', 'erase', 'effect', 'reviewAfterDays', 'reason_reservations'];
    for (const name of Object.keys(ready.values).filter((each) => !optional.includes(each))) {
      const { [name]: _left, ...others } = { ...hidden, ...ready.values };
      const page = await ready.by.post(ready.path, others);
      expect(page.status, `without ${name}`).toBe(422);
    }
  });

  it('is not taken in by other kinds of content', async () => {
    const form = encodeForm({ ...hidden, ...ready.values });
    for (const type of [
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded-not',
      'application/json; charset=utf-8\t',
    ]) {
      const payload = type.includes('json') ? JSON.stringify({ ...hidden, ...ready.values }) : form;
      expect((await ready.by.postBody(ready.path, payload, { 'content-type': type })).status, type).toBe(415);
    }
    const none = await ready.by.postBody(ready.path, '', { 'content-type': undefined });
    expect([403, 415, 422], none.text).toContain(none.status);
  });

  it('is cut short by what is too much', async () => {
    const form = encodeForm({ ...hidden, ...ready.values });
    expect((await ready.by.postBody(ready.path, `${form}&x=${'x'.repeat(66_000)}`)).status).toBe(413);
    const begun = performance.now();
    const many = await ready.by.postBody(
      ready.path,
      `${form}&${Array.from({ length: 10_000 }, (_, index) => `f${index}`).join('&')}`,
    );
    expect([413, 422], many.text.slice(0, 300)).toContain(many.status);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it.runIf(route.includes('/:'))('leads nowhere with an id that is not one, or not of anything', async () => {
    const begun = ready.path.split('/');
    for (const [index, part] of begun.entries()) {
      if (!/^[a-z2-7]{26,52}$/.test(part)) continue;
      for (const id of [
        'x',
        '0',
        '-1',
        '__proto__',
        part.toUpperCase(),
        `${part}a`,
        'a'.repeat(part.length),
        `${part}%00`,
        `${part}%20`,
      ]) {
        const path = begun.with(index, id).join('/');
        const page = await ready.by.post(path, { ...hidden, ...ready.values });
        expect([404, 410, 409], `${path}: ${page.text.slice(0, 200)}`).toContain(page.status);
      }
    }
  });

  it('has stored nothing of all this', async () => {
    const after = await everything(ready.site.house.db.client);
    const changed = Object.keys(after).filter((table) => after[table]?.join() !== before[table]?.join());
    expect(changed).toEqual([]);
  });
});

const isChosen = (name: string): boolean =>
  [
    'locale',
    'timeZone',
    'method',
    'scope',
    'language',
    'choice',
    'version',
    'erase',
    'votingAtLeastSeconds',
    'next',
    'follow',
    'subject',
    'verdict',
    'approves',
    'host',
  ].includes(name);

describe('a body that is no form at all', () => {
  const odd = [
    '',
    '&',
    '=',
    '%',
    '%zz=%',
    '&&&===',
    'form_token',
    'form_token[]=x',
    '__proto__=x&__proto__[a]=b',
    '\u0000=\u0000',
    'constructor[prototype][x]=1',
    '{"a":1}',
  ];

  it.each(odd)('such as %j leads to nothing', async (body) => {
    for (const path of ['/sign-in', '/proposals/new', '/me/sessions/end-others']) {
      const page = await ana.postBody(path, body);
      expect(page.status, page.text).toBe(403);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    }
  });

  it('of bytes that are not text never becomes text that cannot be stored or shown', async () => {
    const { path, page, by } = await FORMS.find(({ route }) => route === '/proposals/:id/comments')!.prepare(ana);
    const token = encodeForm({ form_token: await by.token(page) });
    const begun = Buffer.from(`${token}&language=en&body=`);
    const bytes = ['%ED%A0%80', '%FF%FE', '%C0%80', '%', '%u0000', '\u00ff'].map((each) => Buffer.from(each, 'latin1'));
    for (const each of [...bytes, Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xff, 0xfe])]) {
      const answer = await by.postBody(path, Buffer.concat([begun, each]));
      expect([303, 422], each.toString('hex')).toContain(answer.status);
    }
    const shown = await by.get(page);
    expect(shown.status).toBe(200);
    expect(shown.html.isWellFormed()).toBe(true);
    expect(shown.html).not.toContain('\u0000');
  });
});

describe.each(['en', 'es', 'fr', 'ar'] as const)('in %s', (locale) => {
  const speak = inLanguage(locale);
  const codes = FORMS.flatMap(({ fields }) =>
    Object.values(fields).flatMap((all) => all.map(([, code, params]) => ({ code, params }))),
  );

  it('every mistake has a sentence of its own', () => {
    for (const { code, params } of codes) {
      const sentence = speak.t(code, params);
      expect(sentence).not.toBe(code);
      expect(sentence).not.toMatch(/[{}]/);
      if (locale !== 'en') expect(sentence, code).not.toBe(t(code, params));
    }
  });

  it('a visitor is told so in their language, and a member in theirs', async () => {
    const visitor = new Browser(site, { 'accept-language': locale });
    const page = await visitor.fill('/sign-in', '/sign-in', { handle: 'ana', passphrase: '' });
    expect(page.html).toContain(`<html lang="${locale}"`);
    expect(page.text).toContain(speak.t('field.required'));
    expect(page.text).toContain(speak.t('form.mend', { count: 1 }));

    await ana.fill('/me', '/me/settings', { locale });
    const own = await ana.fill('/proposals/new', '/proposals/new', { title: 'x' });
    expect(own.text).toContain(speak.t('field.too_short', { min: 3 }));
    await ana.fill('/me', '/me/settings', { locale: 'en' });
  });
});
