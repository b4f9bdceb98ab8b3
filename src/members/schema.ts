import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/schema.ts';

/** Someone who belongs, or did. The handle is a pseudonym, and can be erased when they have left. */
export const members = pgTable(
  'members',
  {
    id: text().primaryKey(),
    handle: text(),
    /** For commitments to this member in the record; erased with the handle. */
    salt: bytes(),
    passphraseHash: text(),
    locale: text({ enum: ['en', 'es', 'fr', 'ar'] }).notNull(),
    timeZone: text().notNull(),
    joinedAt: instant().notNull(),
    leftAt: instant(),
  },
  (table) => [
    uniqueIndex('members_handle_once').on(table.handle),
    check('members_credentials_end_with_membership', sql`${table.leftAt} is null or ${table.passphraseHash} is null`),
  ],
);

export const recoveryCodes = pgTable('recovery_codes', {
  digest: text().primaryKey(),
  member: text()
    .notNull()
    .references(() => members.id),
  usedAt: instant(),
});

/** An invitation is bound to the mandate under which it was made, and works once. */
export const invitations = pgTable(
  'invitations',
  {
    id: text().primaryKey(),
    digest: text().notNull().unique(),
    inviter: text()
      .notNull()
      .references(() => members.id),
    mandate: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    usedBy: text().references(() => members.id),
    withdrawnAt: instant(),
  },
  (table) => [index('invitations_by_inviter').on(table.inviter, table.createdAt)],
);

/** Server-side sessions: ended by deleting the row. No address, no browser; the week of last use is enough. */
export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    digest: text().notNull().unique(),
    member: text()
      .notNull()
      .references(() => members.id),
    startedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    lastUsedWeek: text().notNull(),
  },
  (table) => [index('sessions_by_member').on(table.member)],
);

/** Tokens for programs, made and revoked by their owner. */
export const tokens = pgTable(
  'tokens',
  {
    id: text().primaryKey(),
    digest: text().notNull().unique(),
    member: text()
      .notNull()
      .references(() => members.id),
    label: text().notNull(),
    scope: text({ enum: ['act', 'read'] }).notNull(),
    madeBy: text({ enum: ['page', 'api', 'terminal'] }).notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    lastUsedWeek: text(),
  },
  (table) => [index('tokens_by_member').on(table.member)],
);

/** How often a handle was tried, from a known device or from elsewhere. The key is a digest: it names nobody. */
export const signInAttempts = pgTable('sign_in_attempts', {
  key: text().primaryKey(),
  failures: integer().notNull(),
  triedAt: instant().notNull(),
});

/** Devices on which a member has signed in: whoever tries from elsewhere cannot keep them out. */
export const knownDevices = pgTable(
  'known_devices',
  {
    digest: text().primaryKey(),
    member: text()
      .notNull()
      .references(() => members.id),
    knownSince: instant().notNull(),
  },
  (table) => [index('known_devices_by_member').on(table.member)],
);
