import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { collective } from '../collective/store.ts';
import { type Config, environmentHelp } from '../config.ts';
import type { House } from '../house.ts';
import { openNode } from '../node.ts';
import { waitingByHost } from '../platform/federation/delivery/overview.ts';
import { NodeKeyError } from '../platform/federation/node-key.ts';
import { messagesInTrouble } from '../platform/federation/waiting-messages.ts';
import { chainFrom } from '../platform/record.ts';
import { softwareVersion } from '../platform/version.ts';
import { say } from './terminal.ts';

export const help = `kunveno doctor [--json]

Checks configuration, files, database, record and clock, and describes the environment. Exit code
0 when all is well, 1 when something needs looking after.`;

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: string;
}

export async function doctor(config: Config, args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
  const kept = await files(config);
  const findings = [...configuration(config), ...kept.findings, ...(kept.exists ? await database(config) : [])];
  const worst = findings.some(({ state }) => state === 'fault');
  if (values.json) {
    say(JSON.stringify({ version: softwareVersion(), node: process.version, findings }, null, 2));
    return worst ? 1 : 0;
  }
  const marks = { ok: '✓', warning: '!', fault: '✕' };
  say(`Kunveno ${softwareVersion()} on Node ${process.versions.node}\n`);
  for (const { check, state, says } of findings) say(`  ${marks[state]} ${check}: ${says}`);
  say('\nThe environment:\n');
  for (const { name, meaning } of environmentHelp()) say(`  ${name.padEnd(14)} ${meaning}`);
  return worst ? 1 : 0;
}

function configuration({ origin, HOST, DATABASE_URL, FEDERATION, ALLOW_PRIVATE_PEERS }: Config): Finding[] {
  const local = origin.protocol === 'http:' && !origin.hostname.endsWith('.onion');
  const open = HOST !== '127.0.0.1' && HOST !== 'localhost' && HOST !== '::1';
  return [
    {
      check: 'origin',
      state: local ? 'warning' : 'ok',
      says: local ? `${origin.origin}: reachable from this machine only` : origin.origin,
    },
    ...(local && open
      ? [{ check: 'host', state: 'warning', says: `listens on ${HOST} without https in front of it` } as const]
      : []),
    {
      check: 'federation',
      state: ALLOW_PRIVATE_PEERS ? 'warning' : 'ok',
      says: ALLOW_PRIVATE_PEERS ? `${FEDERATION}, also with servers inside this network` : FEDERATION,
    },
    { check: 'database', state: 'ok', says: DATABASE_URL ? 'DATABASE_URL' : 'embedded, under DATA_DIR' },
  ];
}

/** Nobody else on the machine should be able to read what the node keeps. */
async function files({ DATA_DIR, DATABASE_URL }: Config): Promise<{ exists: boolean; findings: Finding[] }> {
  const key = await privacyOf(resolve(DATA_DIR, 'node.key'), '600');
  if (DATABASE_URL) return { exists: true, findings: key };
  const database = await privacyOf(resolve(DATA_DIR, 'postgres'), '700');
  const none: Finding = { check: 'files', state: 'ok', says: `${DATA_DIR} is made at the first start` };
  return { exists: database.length > 0, findings: database.length > 0 ? [...database, ...key] : [none] };
}

/** Nothing where there is no such file yet. */
async function privacyOf(path: string, mode: string): Promise<Finding[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return [];
  if ((found.mode & 0o077) === 0)
    return [{ check: 'files', state: 'ok', says: `${path} is readable by its owner only` }];
  const has = (found.mode & 0o777).toString(8);
  return [{ check: 'files', state: 'fault', says: `${path} has mode ${has}; run: chmod ${mode} ${path}` }];
}

const CLOCK_DRIFT_MS = 2_000;

async function database(config: Config): Promise<Finding[]> {
  const node = await openNode(config, { mode: 'join' }).catch((error: Error) => error);
  if (node instanceof Error) return [{ check: 'database', state: 'fault', says: node.message || node.name }];
  try {
    const { db } = node.house;
    const before = Date.now();
    const [row] = await db.execute<{ version: string; now: Date; fsync: string }>(
      sql`select current_setting('server_version') as version, clock_timestamp() as now, current_setting('fsync') as fsync`,
    );
    const drift = new Date(row?.now ?? 0).getTime() - (before + Date.now()) / 2;
    const house = await collective(db);
    const { leaves, fault } = await wholeChain(db);
    return [
      { check: 'server', state: 'ok', says: `PostgreSQL ${row?.version}` },
      { check: 'durable', state: row?.fsync === 'on' ? 'ok' : 'fault', says: `fsync is ${row?.fsync}` },
      {
        check: 'clock',
        state: Math.abs(drift) < CLOCK_DRIFT_MS ? 'ok' : 'fault',
        says: `differs from the database’s by ${Math.round(drift)} ms`,
      },
      await keys(node.house),
      ...(await deliveries(db)),
      await messages(db),
      { check: 'collective', state: 'ok', says: house ? `${house.name}, @${house.handle}` : 'not founded yet' },
      fault
        ? { check: 'record', state: 'fault', says: `entry ${fault.seq} does not hold (${fault.fault})` }
        : { check: 'record', state: 'ok', says: `${leaves} entries, each following on the one before` },
    ];
  } finally {
    await node.close();
  }
}

/** Without its key, the node cannot sign, and nobody believes it. */
async function keys({ federation, db }: House): Promise<Finding> {
  try {
    const count = await federation.keys.check(db);
    const says = count === 0 ? 'made at the founding' : `${count}, sealed with node.key in DATA_DIR: keep a copy of it`;
    return { check: 'keys', state: 'ok', says };
  } catch (error) {
    if (!(error instanceof NodeKeyError)) throw error;
    return { check: 'keys', state: 'fault', says: error.message };
  }
}

async function deliveries(db: House['db']): Promise<Finding[]> {
  const waiting = await waitingByHost(db);
  const failing = waiting.filter(({ failingSince }) => failingSince !== null);
  if (failing.length === 0) return [{ check: 'deliveries', state: 'ok', says: 'none is held up' }];
  const names = failing.slice(0, 5).map(({ host }) => host);
  return [
    { check: 'deliveries', state: 'warning', says: `held up by ${names.join(', ')}; they are tried again for a week` },
  ];
}

async function messages(db: House['db']): Promise<Finding> {
  const { waiting, put_off: putOff, given_up: givenUp } = await messagesInTrouble(db);
  if (putOff + givenUp === 0) return { check: 'messages', state: 'ok', says: `${waiting} wait to be heard` };
  const says = `${putOff} met a fault of this software and are tried again, ${givenUp} were given up; the log names the fault`;
  return { check: 'messages', state: 'warning', says };
}

async function wholeChain(db: Parameters<typeof chainFrom>[0]) {
  let seq = 0;
  for (;;) {
    const { leaves, fault } = await chainFrom(db, 'members', seq, 500);
    if (fault || leaves.length === 0) return { leaves: seq, fault };
    seq += leaves.length;
  }
}
