export interface ServerPurpose {
  readonly mode: 'own' | 'join';
  readonly durable: boolean;
}

/** Told by `cluster_name`, so that whoever comes later knows for whom the server was started. */
export const CLUSTER_NAME = { own: 'kunveno-node', join: 'kunveno-command' } as const;

/**
 * All settings are given on the command line at every start: they change with the
 * release, and win over postgresql.conf and ALTER SYSTEM of an older one.
 */
export function serverSettings({ mode, durable }: ServerPurpose, version: number): Record<string, string> {
  const safe = durable ? 'on' : 'off';
  return {
    cluster_name: CLUSTER_NAME[mode],
    listen_addresses: '',
    unix_socket_permissions: '0700',
    fsync: safe,
    synchronous_commit: safe,
    full_page_writes: safe,
    ...SMALL,
    // The worker method of version 18 would keep three processes for a database this small.
    ...(version >= 18 ? { io_method: 'sync' } : {}),
    ...SILENT,
  };
}

/** A node shares a small machine; nothing replicates from it. */
const SMALL = {
  max_connections: '40',
  shared_buffers: '32MB',
  max_wal_size: '128MB',
  min_wal_size: '32MB',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  timezone: 'UTC',
};

/**
 * People's words and names stay out of the log. Not only statements hold them: `Key (name)=(Ana)
 * already exists` is a detail, `invalid input syntax for type integer: "Ana"` an error's first
 * line. So errors are told to the client alone, and the log tells of the server itself.
 */
const SILENT = {
  log_destination: 'stderr',
  logging_collector: 'off',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_autovacuum_min_duration: '-1',
  log_temp_files: '-1',
  log_lock_waits: 'off',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  log_timezone: 'UTC',
  lc_messages: 'C',
};
