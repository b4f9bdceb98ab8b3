import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundSite, openSite, type Site } from '../support/web.ts';
import { listen, type RawAnswer } from './wire.ts';

const QUICK = { connectionMs: 2_000, requestMs: 400, headersMs: 300, keepAliveMs: 300 };

let site: Site;
let say: Awaited<ReturnType<typeof listen>>['say'];
beforeAll(async () => {
  site = await openSite({ timeouts: QUICK });
  await foundSite(site);
  ({ say } = await listen(site));
});
afterAll(() => site[Symbol.asyncDispose]());

const GET = (path: string, ...more: readonly string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: port.example', 'Accept: text/html', 'Connection: close', ...more, '', ''].join(
    '\r\n',
  );

const POST = (...more: readonly string[]): string =>
  ['POST /sign-in HTTP/1.1', 'Host: port.example', 'Origin: https://port.example', ...more, '', ''].join('\r\n');

/** What a client is told about the rest of the line: nothing more is read from it. */
const refusedAtOnce = (answer: RawAnswer, ...statuses: readonly number[]) => {
  expect(statuses, answer.text).toContain(answer.status);
  expect(answer.text.match(/^HTTP\/1\.1 /gm), answer.text).toHaveLength(1);
};

describe('a request whose end is doubtful', () => {
  const hidden = 'GET /health/live HTTP/1.1\r\nHost: port.example\r\n\r\n';
  it.each`
    what                                | request
    ${'a length and chunks'}            | ${`${POST('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`}
    ${'two lengths'}                    | ${`${POST('Content-Length: 3', 'Content-Length: 4')}a=b&${hidden}`}
    ${'two lengths in one'}             | ${`${POST('Content-Length: 3, 4')}a=b&${hidden}`}
    ${'a length with a sign'}           | ${`${POST('Content-Length: +3')}a=b${hidden}`}
    ${'an unknown coding'}              | ${`${POST('Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}`}
    ${'chunks that are not the last'}   | ${`${POST('Transfer-Encoding: chunked, gzip')}0\r\n\r\n${hidden}`}
    ${'a chunk of a size that is none'} | ${`${POST('Transfer-Encoding: chunked')}zz\r\nab\r\n0\r\n\r\n${hidden}`}
    ${'a space before a colon'}         | ${`${POST('Content-Length : 3')}a=b${hidden}`}
    ${'a folded header'}                | ${`${POST('X-One: a', ' b', 'Content-Length: 3')}a=b${hidden}`}
    ${'bare line feeds'}                | ${`GET / HTTP/1.1\nHost: port.example\n\n${hidden}`}
    ${'a NUL in a header'}              | ${POST('X-One: a\u0000b', 'Content-Length: 0')}
    ${'no HTTP at all'}                 | ${'\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n'}
  `('with $what is refused, and whatever follows is not read', async ({ request }) => {
    refusedAtOnce(await say(request), 400, 415);
  });
});

describe('the name under which the node is asked', () => {
  it.each`
    what                             | request                                                                  | status
    ${'its own'}                     | ${GET('/glossary')}                                                      | ${[200]}
    ${'none'}                        | ${'GET /glossary HTTP/1.1\r\nConnection: close\r\n\r\n'}                 | ${[400]}
    ${'none, in HTTP/1.0'}           | ${'GET /glossary HTTP/1.0\r\n\r\n'}                                      | ${[421]}
    ${'two'}                         | ${GET('/glossary', 'Host: evil.example')}                                | ${[400, 421]}
    ${'its own, twice'}              | ${GET('/glossary', 'Host: port.example')}                                | ${[400, 421]}
    ${'another'}                     | ${GET('/glossary').replace('port.example', 'evil.example')}              | ${[421]}
    ${'its own with another port'}   | ${GET('/glossary').replace('port.example', 'port.example:8443')}         | ${[421]}
    ${'its own with a dot'}          | ${GET('/glossary').replace('port.example', 'port.example.')}             | ${[421]}
    ${'its own as part of another'}  | ${GET('/glossary').replace('port.example', 'port.example.evil.example')} | ${[421]}
    ${'another in the first line'}   | ${GET('http://evil.example/glossary')}                                   | ${[400, 421]}
    ${'its own in the first line'}   | ${GET('https://port.example/glossary')}                                  | ${[400, 421]}
    ${'a health probe, in the line'} | ${GET('http://evil.example/health/live')}                                | ${[400, 421]}
  `('is $what: $status', async ({ request, status }) => {
    const answer = await say(request);
    expect(status, answer.text).toContain(answer.status);
    expect(answer.text).not.toMatch(/="(https?:)?\/\/evil|^location:/im);
    if (!request.startsWith('GET http')) expect(answer.text).not.toContain('evil.example');
  });

  it.each(['/health/live', '/health/ready'])('does not matter to a probe of %s', async (path) => {
    for (const host of ['10.0.0.7:3000', 'evil.example']) {
      const answer = await say(GET(path).replace('port.example', host));
      expect(answer.status, answer.text).toBe(200);
      expect(answer.head.toLowerCase()).toContain('cache-control: no-store');
    }
  });

  it('is never what a proxy may say that it was', async () => {
    const plain = await say(GET('/sign-in'));
    const forwarded = await say(
      GET(
        '/sign-in',
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: http',
        'X-Forwarded-For: 203.0.113.7',
        'Forwarded: host=evil.example',
      ),
    );
    expect(forwarded.status).toBe(200);
    expect(forwarded.body.replace(/value="[^"]*"/, '')).toBe(plain.body.replace(/value="[^"]*"/, ''));
    const foreign = await say(
      GET('/', 'X-Forwarded-Host: port.example').replace('Host: port.example', 'Host: evil.example'),
    );
    expect(foreign.status).toBe(421);
  });
});

describe('too much of anything', () => {
  it.each`
    what                       | request                                                                    | status
    ${'a header of 20 KB'}     | ${GET('/', `X-Long: ${'x'.repeat(20_000)}`)}                               | ${[431]}
    ${'an address of 9 KB'}    | ${GET(`/?q=${'x'.repeat(9_000)}`)}                                         | ${[414, 431]}
    ${'150 headers'}           | ${GET('/', ...Array.from({ length: 150 }, (_, index) => `X-${index}: x`))} | ${[431]}
    ${'300 headers'}           | ${GET('/', ...Array.from({ length: 300 }, (_, index) => `X-${index}: x`))} | ${[431]}
    ${'90 headers, which fit'} | ${GET('/', ...Array.from({ length: 90 }, (_, index) => `X-${index}: x`))}  | ${[200]}
  `('is $what: $status', async ({ request, status }) => {
    const answer = await say(request);
    expect(status, answer.text).toContain(answer.status);
  });

  it('is a body longer than 64 KB, whether its length is said or not', async () => {
    const form = 'Content-Type: application/x-www-form-urlencoded';
    const said = await say(`${POST(form, 'Content-Length: 70000')}${'x'.repeat(70_000)}`);
    expect(said.status).toBe(413);
    const chunk = `1000\r\n${'x'.repeat(4_096)}\r\n`;
    const chunked = await say(
      `${POST(form, 'Transfer-Encoding: chunked', 'Connection: close')}${chunk.repeat(20)}0\r\n\r\n`,
    );
    expect(chunked.status).toBe(413);
  });

  it('is more than a thousand requests on one line', async () => {
    const one = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await say(one.repeat(1_010), { patienceMs: 20_000 });
    const served = answer.text.match(/^HTTP\/1\.1 200/gm)?.length ?? 0;
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThanOrEqual(1_000);
  });
});

describe('a client that takes its time', () => {
  const slow = { pauseMs: 60, patienceMs: 6_000 };
  const drops = Array.from({ length: 90 }, () => 'x');

  it('is cut off while it drips a body', async () => {
    const head = POST('Content-Type: application/x-www-form-urlencoded', 'Content-Length: 60000');
    const answer = await say([head, ...drops], slow);
    expect([0, 408]).toContain(answer.status);
    expect(answer.ms).toBeLessThan(4_000);
  });

  it('is cut off while it drips headers', async () => {
    const answer = await say(['GET / HTTP/1.1\r\nHost: port.example\r\nX-Drip: ', ...drops], slow);
    expect([0, 408]).toContain(answer.status);
    expect(answer.ms).toBeLessThan(4_000);
  });

  it('is cut off when it says nothing at all', async () => {
    expect((await say('', slow)).ms).toBeLessThan(4_000);
  });

  it('is cut off when it has nothing more to ask', async () => {
    const answer = await say('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n', slow);
    expect(answer.status).toBe(200);
    expect(answer.ms).toBeLessThan(4_000);
  });
});

describe('odd headers', () => {
  it.each([
    '__proto__: x',
    'constructor: x',
    'Content-Type: \t',
    'Cookie: __proto__=x; constructor=y',
    'Cookie: ;;==;=a;%=%',
    'Accept-Language: *;q=9, en;q=x, ;',
    'Expect: 200-ok',
    'Upgrade: h2c',
  ])('with %s the node still answers', async (header) => {
    const answer = await say(GET('/', header));
    expect([200, 417], answer.text).toContain(answer.status);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('that ask for parts of a page are answered with the whole of it', async () => {
    const ranges = Array.from({ length: 300 }, (_, index) => `${index}-${index}`).join(',');
    const answer = await say(GET('/glossary', `Range: bytes=${ranges}`));
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('</html>');
  });
});
