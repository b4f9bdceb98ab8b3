export type EmbeddedPostgresErrorCode =
  | 'owned_by_another_node'
  | 'no_binaries'
  | 'cannot_start'
  | 'cannot_stop'
  | 'wrong_version'
  | 'directory_unusable';

/** The sentence is for the person who runs the node: it says why, and what they can do. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

const WAY_OUT = 'Set DATABASE_URL to use a PostgreSQL server of your own instead.';

export function unusableDirectory(directory: string, why: string, cause?: unknown): EmbeddedPostgresError {
  const message = `The embedded PostgreSQL cannot use the directory ${directory}: ${why}. ${WAY_OUT}`;
  return new EmbeddedPostgresError('directory_unusable', message, { cause });
}

/** The log's last lines come after the sentence: they are PostgreSQL's own words for the reason. */
export function cannotStart(why: string, log = ''): EmbeddedPostgresError {
  const detail = log === '' ? '' : `\nPostgreSQL said:\n${log}`;
  return new EmbeddedPostgresError(
    'cannot_start',
    `The embedded PostgreSQL did not start: ${why}. ${WAY_OUT}${detail}`,
  );
}

export function noBinaries(reasons: readonly string[]): EmbeddedPostgresError {
  const why = reasons.join('; ');
  return new EmbeddedPostgresError('no_binaries', `No PostgreSQL can be run on this machine: ${why}. ${WAY_OUT}`);
}

export function wrongVersion(directory: string, needed: number, found: readonly number[]): EmbeddedPostgresError {
  const message =
    `The database in ${directory} was made by PostgreSQL ${needed}, but only PostgreSQL ${found.join(' and ')} ` +
    `is installed here, which cannot read it; nothing was changed. Install PostgreSQL ${needed} beside it. ${WAY_OUT}`;
  return new EmbeddedPostgresError('wrong_version', message);
}

export function ownedByAnotherNode(directory: string, owner: number | undefined): EmbeddedPostgresError {
  const who = owner === undefined ? 'Another node' : `Another node (process ${owner})`;
  const message =
    `${who} already runs on ${directory}, and a directory serves one node only. Stop that node, or give this one ` +
    'a DATA_DIR or a DATABASE_URL of its own.';
  return new EmbeddedPostgresError('owned_by_another_node', message);
}
