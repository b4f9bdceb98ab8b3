import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../schema.ts';
import type { RemoteActor, RemoteKey } from './remote.ts';

/** The actors that speak for this node: the collective itself, and the one that only signs what is asked of others. */
export const LOCAL_ACTORS = ['collective', 'instance'] as const;
export type LocalActor = (typeof LOCAL_ACTORS)[number];

/** The keys of our actors. The private half is sealed with the key in DATA_DIR, and nowhere else. */
export const actorKeys = pgTable('actor_keys', {
  id: text().primaryKey(),
  actor: text({ enum: LOCAL_ACTORS }).notNull(),
  algorithm: text({ enum: ['rsa', 'ed25519'] }).notNull(),
  /** SubjectPublicKeyInfo, PEM. */
  publicKey: text().notNull(),
  sealed: bytes().notNull(),
  madeAt: instant().notNull(),
  retiredAt: instant(),
});

/** ActivityPub documents of ours as the exact bytes that are served, by the path of their id. */
export const documents = pgTable('documents', {
  path: text().primaryKey(),
  /** 410 for what has been withdrawn: its tombstone stays. */
  status: integer().notNull(),
  body: text().notNull(),
  etag: text().notNull(),
  changedAt: instant().notNull(),
});

/** What we send: one body for all who receive it, written once, with its digest. */
export const activities = pgTable(
  'activities',
  {
    number: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    id: text().notNull().unique(),
    sender: text({ enum: LOCAL_ACTORS }).notNull(),
    type: text().notNull(),
    /** What it is about: activities about one thing reach each inbox in order. */
    object: text().notNull(),
    body: text().notNull(),
    /** SHA-256 of the body, base64, as the `Digest` header has it. */
    digest: text().notNull(),
    /** Whether it stands in the outbox for anyone to read. */
    listed: boolean().notNull(),
    madeAt: instant().notNull(),
  },
  (table) => [index('activities_listed').on(table.number).where(sql`${table.listed}`)],
);

/** One row for each inbox that an activity goes to. Its body and its keys are elsewhere. */
export const deliveries = pgTable(
  'deliveries',
  {
    number: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    activity: bigint({ mode: 'number' })
      .notNull()
      .references(() => activities.number),
    inbox: text().notNull(),
    host: text().notNull(),
    object: text().notNull(),
    state: text({ enum: ['waiting', 'delivered', 'failed', 'cancelled'] }).notNull(),
    attempts: integer().notNull().default(0),
    madeAt: instant().notNull(),
    nextAt: instant().notNull(),
    /** Whoever took it is at work until then; after that anybody may take it. */
    leasedUntil: instant(),
    /** The last answer: a status code, or a stable word such as `timeout`. */
    lastAnswer: text(),
    settledAt: instant(),
  },
  (table) => [
    unique('deliveries_once').on(table.activity, table.inbox),
    index('deliveries_due').on(table.nextAt, table.number).where(sql`${table.state} = 'waiting'`),
    index('deliveries_in_order').on(table.inbox, table.object, table.number).where(sql`${table.state} = 'waiting'`),
    index('deliveries_by_host').on(table.host, table.nextAt, table.number).where(sql`${table.state} = 'waiting'`),
    index('deliveries_leased')
      .on(table.host, table.leasedUntil)
      .where(sql`${table.state} = 'waiting' and ${table.leasedUntil} is not null`),
    index('deliveries_settled').on(table.settledAt).where(sql`${table.state} <> 'waiting'`),
    index('deliveries_failed').on(table.settledAt).where(sql`${table.state} = 'failed'`),
    check('deliveries_settled', sql`(${table.state} = 'waiting') = (${table.settledAt} is null)`),
  ],
);

/** How a server elsewhere has behaved. */
export const remoteHosts = pgTable('remote_hosts', {
  host: text().primaryKey(),
  /** How it wants requests signed, once it has told by refusing the other. */
  dialect: text({ enum: ['cavage', 'rfc9421'] }),
  /** Since when nothing has reached it. */
  failingSince: instant(),
  /** Not to be tried before then, by its own word or ours. */
  notBefore: instant(),
  lastReachedAt: instant(),
  lastHeardAt: instant(),
});

/** Actors elsewhere with whom there is something: as their own origin tells of them. */
export const remoteActors = pgTable(
  'remote_actors',
  {
    id: text().primaryKey(),
    host: text().notNull(),
    type: text().notNull(),
    inbox: text().notNull(),
    sharedInbox: text(),
    outbox: text(),
    followers: text(),
    handle: text().notNull(),
    name: text(),
    url: text(),
    keys: jsonb().$type<readonly RemoteKey[]>().notNull(),
    fetchedAt: instant().notNull(),
    goneAt: instant(),
    /** Other accounts that it says it is or was. */
    aliases: jsonb().$type<readonly string[]>().notNull().default([]),
  },
  (table) => [index('remote_actors_by_host').on(table.host)],
);

/**
 * Messages that have been authenticated and not been heard yet, in the order in which they came.
 * Whoever sent one has been told that we have it: it is kept until it has been heard.
 */
export const waitingMessages = pgTable(
  'waiting_messages',
  {
    number: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    origin: text().notNull(),
    id: text().notNull(),
    digest: text().notNull(),
    keyId: text().notNull(),
    /** As it came. */
    body: text().notNull(),
    /** Who sent it, as their origin told of them, where that is stored nowhere else yet. */
    sender: jsonb().$type<RemoteActor>(),
    receivedAt: instant().notNull(),
    /** How often hearing it ended in a fault of ours, and when it is tried again. */
    faults: integer().notNull().default(0),
    notBefore: instant(),
  },
  (table) => [unique('waiting_messages_once').on(table.origin, table.id)],
);

/**
 * What has been heard: the key under which each message has its effect once, and what became of it.
 * The origin is part of the key, so that nobody can use up another's ids.
 */
export const received = pgTable(
  'received',
  {
    origin: text().notNull(),
    id: text().notNull(),
    digest: text().notNull(),
    type: text().notNull(),
    /** `done`, `ignored`, `fault`, or the code of a refusal. */
    outcome: text().notNull(),
    receivedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.origin, table.id] }), index('received_by_time').on(table.receivedAt)],
);

/** Activities that their actors have taken back, also those that have not come yet. */
export const undoneActivities = pgTable(
  'undone_activities',
  {
    actor: text().notNull(),
    id: text().notNull(),
    undoneAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.actor, table.id] })],
);
