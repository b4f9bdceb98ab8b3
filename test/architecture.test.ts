import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The names that mean the same in every capability. Whatever else stands in its folder is a rule. */
const ROLES =
  /^(.+-)?(events|schema|store|views|commands|reactions|docket|inputs|routes|api|json|words|federation)$|^(node-info|passphrase|gate|atom)$/;
const CAPABILITIES = [
  'collective',
  'members',
  'mandates',
  'assembly',
  'publication',
  'peers',
  'voices',
  'reports',
  'today',
  'memory',
  'front-door',
];
/** Where capabilities meet, on purpose and in the open. */
const WIRING = new Set([
  'house.ts',
  'app.ts',
  'node.ts',
  'effects.ts',
  'reactions.ts',
  'inbox.ts',
  'federation.ts',
  'threads.ts',
  'solidarity.ts',
  'reported.tsx',
  'publishing.ts',
  'today.ts',
  'messages.ts',
]);

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly imports: readonly { readonly target: string; readonly typeOnly: boolean }[];
}

const sources: readonly Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => {
    const text = readFileSync(join('src', path), 'utf8');
    const found = [...text.matchAll(/(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/g)];
    return {
      path,
      folder: path.split('/')[0] ?? '',
      name: path
        .split('/')
        .at(-1)!
        .replace(/\.tsx?$/, ''),
      text,
      imports: found.map(([, typeOnly, from, dynamic]) => ({
        target: resolved(path, from ?? dynamic ?? ''),
        typeOnly: typeOnly !== undefined,
      })),
    };
  });

/** Imports of our own files as paths under src; of packages as they stand. */
function resolved(path: string, target: string): string {
  return target.startsWith('.') ? normalize(join(dirname(path), target)) : target;
}

const isRule = ({ path, folder, name }: Source): boolean =>
  CAPABILITIES.includes(folder) && path.split('/').length === 2 && path.endsWith('.ts') && !ROLES.test(name);

const inCapabilities = sources.filter(({ folder }) => CAPABILITIES.includes(folder));

/** Names of temporary files: nothing that anyone could want to repeat. */
const EMBEDDED = ['postmaster.ts', 'unfinished.ts'].map((name) => `platform/embedded-postgres/${name}`);

/** The driver's own call, under Drizzle and before there is one; what is asked there is a constant, or Drizzle's. */
const RAW_SQL = ['platform/lent-connections.ts', 'platform/embedded-postgres/session.ts'];

/** Outgoing requests are made by `safe-fetch.ts` and its parts. The others only name a type, or listen. */
const NETWORK = [
  'platform/federation/safe-fetch.ts',
  'platform/federation/guarded-agents.ts',
  'platform/federation/http-exchange.ts',
  'platform/federation/addresses.ts',
  'platform/http/server.ts',
  'platform/embedded-postgres/session.ts',
];

/** Where something becomes known outside: what they say follows from a decision, a mandate, or a question. */
const TELLERS = ['collective/federation.ts', 'publication/federation.ts', 'peers/federation.ts'];

describe('the tree keeps its promises', () => {
  it('has rules in every capability that decides something', () => {
    const withRules = new Set(sources.filter(isRule).map(({ folder }) => folder));
    expect([...withRules].sort()).toEqual([
      'assembly',
      'collective',
      'mandates',
      'members',
      'peers',
      'publication',
      'reports',
      'voices',
    ]);
  });

  it('keeps rules pure: they import the kernel, each other, and nothing else', () => {
    const wrong = sources.filter(isRule).flatMap((source) =>
      source.imports
        .filter(({ target, typeOnly }) => {
          const own = target.startsWith(`${source.folder}/`);
          const ownRule =
            own && sources.some((other) => other.path === target && (isRule(other) || other.name === 'events'));
          return !(target.startsWith('kernel/') || ownRule || (typeOnly && own));
        })
        .map(({ target }) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps rules synchronous, and without a clock', () => {
    const wrong = sources.filter(isRule).filter(({ text }) => /\basync\b|\bawait\b|Date\.now|new Date\(\)/.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('lets kernel and platform know no capability', () => {
    const wrong = sources
      .filter(({ folder }) => folder === 'kernel' || folder === 'platform')
      .flatMap(({ path, folder, imports }) =>
        imports
          .filter(({ target }) => {
            const first = target.split('/')[0] ?? '';
            const up = target.endsWith('.ts') || target.endsWith('.tsx');
            return up && (folder === 'kernel' ? first !== 'kernel' : first !== 'kernel' && first !== 'platform');
          })
          .map(({ target }) => `${path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('lets a capability know of another only its events', () => {
    const wrong = inCapabilities.flatMap(({ path, folder, imports }) =>
      imports
        .filter(({ target, typeOnly }) => {
          const first = target.split('/')[0] ?? '';
          if (!CAPABILITIES.includes(first) || first === folder) return false;
          return !(typeOnly && target === `${first}/events.ts`);
        })
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('lets nobody below import what wires: house, app, effects, reactions', () => {
    const wrong = sources
      .filter(({ folder }) => CAPABILITIES.includes(folder) || folder === 'kernel' || folder === 'platform')
      .flatMap(({ path, imports }) =>
        imports.filter(({ target }) => WIRING.has(target)).map(({ target }) => `${path}: ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('writes to the database only where a unit of work hands out a transaction', () => {
    const wrong = sources.filter(
      ({ path, text }) => /\.transaction\(/.test(text) && !['platform/work.ts'].includes(path),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ['reads the environment', /process\.env\b(?!`)/, ['main.ts', 'cli/demo/process.ts']],
    ['asks what time it is', /new Date\(\)|Date\.now\(\)/, ['kernel/clock.ts', 'cli/doctor.ts', 'cli/demo/story.ts']],
    [
      'draws a random number',
      /Math\.random|randomBytes|randomUUID/,
      ['kernel/random.ts', 'members/passphrase.ts', ...EMBEDDED],
    ],
    ['puts raw SQL together', /sql\.raw\(|\.unsafe\b/, RAW_SQL],
    [
      'asks the network',
      /(?<![.\w])fetch\(|from 'node:(http|https|net|tls|dgram|dns)'|from 'undici'/,
      ['cli/demo/api.ts', ...NETWORK],
    ],
    [
      'lets something out of the house',
      /insert into \$\{publications\}|insert\(publications\)/,
      ['publication/gate.ts'],
    ],
    ['hands something over to be sent', /\bhandOver\(/, [...TELLERS, 'platform/federation/outgoing.ts']],
    ['writes down what other servers read', /\bstoreDocument\(/, [...TELLERS, 'platform/federation/documents.ts']],
    ['puts HTML into a page unescaped', /dangerouslySetInnerHTML/, ['platform/http/components/text.tsx']],
    ['turns type checks off', /@ts-ignore|@ts-expect-error|\bas any\b|: any[;,)\]]/, []],
  ])('%s in the places named here and no others', (_what, pattern, allowed) => {
    const found = sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    expect(found.filter((path) => !allowed.some((each) => each === path))).toEqual([]);
  });

  it('keeps every file short enough to be read in one go', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ path, lines }) => lines > 300 && !path.includes('/messages/'));
    expect(long).toEqual([]);
  });

  it('has a rule file for what an assembly would look for', () => {
    const paths = sources.filter(isRule).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'assembly/quorum.ts',
        'assembly/consensus.ts',
        'assembly/ballot.ts',
        'mandates/mandate.ts',
        'members/invitation.ts',
        'collective/founding.ts',
        'publication/publication.ts',
        'peers/standing.ts',
      ]),
    );
  });
});
