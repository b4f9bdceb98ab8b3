import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { api, CHARTER, found, type Person, passphraseOf, send } from '../support/api.ts';
import { kunveno, newFolder, processesIn, type RunningNode, startNode } from '../support/process.ts';

const FOUNDING = [
  'found',
  ...['--name', CHARTER.name, '--collective-handle', CHARTER.collectiveHandle, '--summary', CHARTER.summary],
  ...['--locale', 'en', '--languages', 'en', '--time-zone', 'UTC', '--voting-at-least-seconds', '0', '--handle', 'ana'],
];

const me = async (node: RunningNode, token: string) =>
  (await api<{ handle: string }>(node, 'GET', '/me', { token })).handle;

describe('kunveno', () => {
  it('says what it can do, and tells a wrong call from a failure', async () => {
    const nowhere = { DATA_DIR: join(await newFolder(), 'none') };
    const help = await kunveno(['--help'], nowhere);
    expect(help).toMatchObject({ code: 0, errors: '' });
    for (const name of ['start', 'found', 'token', 'doctor', 'demo', 'openapi']) {
      expect(help.output).toMatch(new RegExp(`^  ${name} `, 'm'));
      const one = await kunveno([name, '--help'], nowhere);
      expect([name, one.code, one.output]).toEqual([name, 0, expect.stringMatching(new RegExp(`^kunveno ${name}`))]);
    }
    expect(await kunveno([], nowhere)).toMatchObject({ code: 2 });
    expect(await kunveno(['governs'], nowhere)).toMatchObject({
      ...{ code: 2, output: '' },
      errors: expect.stringContaining('there is no command "governs"'),
    });
    for (const wrong of [
      ['found', '--nmae', 'x'],
      ['token'],
      ['token', 'ana', '--scope', 'all'],
      ['doctor', '--wrong'],
    ]) {
      const { code, errors } = await kunveno(wrong, nowhere);
      expect([wrong, code]).toEqual([wrong, 2]);
      expect(errors).not.toMatch(/\n\s+at /);
    }
    // None of this has made a database.
    await expect(stat(nowhere.DATA_DIR)).rejects.toThrow('ENOENT');
  });

  it('describes the API without a database', async () => {
    const { code, output, errors } = await kunveno(['openapi'], { ORIGIN: 'https://port.example' });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(output)).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://port.example' }] });
  });

  it('founds without a node, and makes tokens beside one', async () => {
    const DATA_DIR = await newFolder();
    const short = await kunveno(FOUNDING, { DATA_DIR }, 'short\n');
    expect(short).toMatchObject({ code: 2, output: '', errors: expect.stringContaining('12') });
    expect((await kunveno(FOUNDING, { DATA_DIR })).code).toBe(1);

    const founded = await kunveno([...FOUNDING, '--json'], { DATA_DIR }, `${passphraseOf('ana')}\n`);
    expect(founded.code).toBe(0);
    expect(JSON.parse(founded.output).recoveryCodes).toHaveLength(10);
    expect(founded.output).not.toContain(passphraseOf('ana'));
    expect(processesIn(DATA_DIR)).toEqual([]);
    expect(await kunveno(['found', '--link'], { DATA_DIR })).toMatchObject({ code: 1, output: '' });

    const node = await (await startNode({ DATA_DIR })).ready();
    expect(node.output()).not.toContain('/founding/');
    const beside = { DATA_DIR, ORIGIN: node.origin };
    const wrong = await kunveno(['token', 'ana'], beside, 'ana mends the nets at dusk\n');
    expect(wrong).toMatchObject({ code: 1, output: '' });
    expect(wrong.errors).not.toMatch(/\n\s+at /);
    const token = await kunveno(['token', 'ana'], beside, `${passphraseOf('ana')}\n`);
    expect(token.code).toBe(0);
    expect(await me(node, token.output.trim())).toBe('ana');

    const reading = ['token', 'ana', '--scope', 'read', '--label', 'my script', '--days', '3', '--json'];
    const made = await kunveno(reading, beside, `${passphraseOf('ana')}\n`);
    const { token: secret } = JSON.parse(made.output) as { token: string };
    expect(await me(node, secret)).toBe('ana');
    expect((await send(node, 'POST', '/api/v1/invitations', { token: secret })).status).toBe(403);
    // The terminal is no back door: its owner sees what was made there.
    const { tokens } = await api<{ tokens: object[] }>(node, 'GET', '/me/tokens', { token: secret });
    expect(tokens).toContainEqual(expect.objectContaining({ label: 'my script', scope: 'read', madeBy: 'terminal' }));
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(DATA_DIR)).toEqual([]);
  });

  it('shows a founding link beside a running node, after which the one before is worthless', async () => {
    const DATA_DIR = await newFolder();
    const node = await (await startNode({ DATA_DIR })).ready();
    const before = await node.foundingSecret();
    const { code, output } = await kunveno(['found', '--link', '--json'], { DATA_DIR, ORIGIN: node.origin });
    expect(code).toBe(0);
    const { link } = JSON.parse(output) as { link: string };
    const { origin, pathname } = new URL(link);
    expect(origin).toBe(node.origin);
    await expect(found(node, before, ['ana'])).rejects.toThrow('POST /founding answered 4');
    const [ana] = (await found(node, pathname.replace('/founding/', ''), ['ana'])) as [Person];
    expect(await me(node, ana.token)).toBe('ana');
    expect((await kunveno(FOUNDING, { DATA_DIR }, `${passphraseOf('ben')}\n`)).code).toBe(1);
    await node.stop();
  });
});

describe('kunveno doctor', () => {
  it('finds a healthy node healthy, running or not, and a new one without a database', async () => {
    const DATA_DIR = await newFolder();
    expect(await kunveno(['doctor'], { DATA_DIR })).toMatchObject({ code: 0 });
    expect(processesIn(DATA_DIR)).toEqual([]);
    const node = await (await startNode({ DATA_DIR })).ready();
    await found(node, await node.foundingSecret(), ['ana']);
    const beside = await kunveno(['doctor', '--json'], { DATA_DIR, ORIGIN: node.origin });
    await node.stop();
    const alone = await kunveno(['doctor', '--json'], { DATA_DIR, ORIGIN: node.origin });
    for (const { code, output } of [beside, alone]) {
      expect(code).toBe(0);
      const { findings } = JSON.parse(output) as { findings: { check: string; state: string }[] };
      expect(findings.filter(({ state }) => state === 'fault')).toEqual([]);
      for (const check of ['server', 'durable', 'clock', 'collective', 'record']) {
        expect(findings).toContainEqual(expect.objectContaining({ check, state: 'ok' }));
      }
    }
    expect(processesIn(DATA_DIR)).toEqual([]);
  });

  it('finds files that others can read, and a database that is not there', async () => {
    const DATA_DIR = await newFolder();
    await (await (await startNode({ DATA_DIR })).ready()).stop();
    await chmod(join(DATA_DIR, 'postgres'), 0o755);
    const { code, output } = await kunveno(['doctor'], { DATA_DIR });
    expect(code).toBe(1);
    expect(output).toMatch(/✕ files: .*mode 755.*chmod 700/);

    const away = await kunveno(['doctor', '--json'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(away.code).toBe(1);
    const { findings } = JSON.parse(away.output) as { findings: object[] };
    expect(findings).toContainEqual(expect.objectContaining({ check: 'database', state: 'fault' }));
  });
});

describe('kunveno demo', () => {
  it('founds two collectives, plays what they decide and say to each other, and leaves what a node can go on with', async () => {
    const DATA_DIR = await newFolder();
    const { code, output, errors } = await kunveno(['demo', '--once', '--json'], { DATA_DIR });
    expect([code, errors.split('\n').filter((line) => line.startsWith('kunveno:'))]).toEqual([0, []]);
    type Told = { name: string; actor: string; members: { handle: string; token: string; signInUrl: string }[] };
    const [told, committee] = JSON.parse(output) as [Told, Told];
    expect(JSON.parse(await readFile(join(DATA_DIR, 'demo.json'), 'utf8'))).toEqual([told, committee]);
    expect([told.actor, committee.actor]).toEqual(['http://localhost:4001/actor', 'http://localhost:4002/actor']);
    expect(committee.members).toHaveLength(4);
    expect((await stat(join(DATA_DIR, 'demo.json'))).mode & 0o777).toBe(0o600);
    expect(told.members).toHaveLength(7);
    expect(processesIn(DATA_DIR)).toEqual([]);

    const left = join(DATA_DIR, 'demo', '4001');
    const moved = await startNode({ DATA_DIR: left });
    expect(await moved.end).toEqual({ code: 1, signal: null });
    expect(moved.log()).toMatch(/^kunveno: This node is known to others as http:\/\/localhost:4001 and cannot become/);

    const node = await (await startNode({ DATA_DIR: left, ORIGIN: 'http://localhost:4001' })).ready();
    const { token = '' } = told.members[0] ?? {};
    type Listed = { title: string; outcome: string | null };
    const { decisions } = await api<{ decisions: Listed[] }>(node, 'GET', '/decisions', { token });
    expect(Object.fromEntries(decisions.map(({ title, outcome }) => [title, outcome]))).toEqual({
      'Second-hand van for the food bank': 'quorum_missed',
      'Shared strike kitchen for the winter': 'adopted',
      'Take the landlord’s offer for the corner house': 'blocked',
      'Call ourselves a union': 'adopted',
      'Saffron convenes until spring': 'adopted',
    });
    const open = async (status: string) => {
      const path = `/proposals?status=${status}`;
      return (await api<{ proposals: Listed[] }>(node, 'GET', path, { token })).proposals.map(({ title }) => title);
    };
    expect(await open('voting')).toEqual(['Rent strike in the harbour blocks from January']);
    expect(await open('discussion')).toEqual(['A shared calendar in the stairwells']);
    expect((await api(node, 'GET', '/collective')).name).toBe('Port Tenants’ Union');
    type Published = { id: string; kind: string };
    const { publications } = await api<{ publications: Published[] }>(node, 'GET', '/publications');
    expect(publications.map(({ kind }) => kind).sort()).toEqual(['decision', 'notice', 'proposal']);
    const { id } = publications.find(({ kind }) => kind === 'proposal') as Published;
    const { voices } = await api<{ voices: object[] }>(node, 'GET', `/voices?publication=${id}`, { token });
    expect(voices).toMatchObject([{ author: { address: '@comite@localhost:4002' }, language: 'fr' }]);
    await node.stop();
  });
});
