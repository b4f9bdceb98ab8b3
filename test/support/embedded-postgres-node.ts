/**
 * A process that holds an embedded PostgreSQL, as a node or a command does: tests kill it.
 * It is told what to open as JSON, says each thing that happens in a line of JSON, and stops at a word on stdin.
 */
import { createInterface } from 'node:readline';
import { type EmbeddedPostgresOptions, openEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';

interface Task {
  readonly options: Omit<EmbeddedPostgresOptions, 'onProgress'>;
  /** Root can become someone else once Node has read the program. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const { options, user } = JSON.parse(process.argv[2] ?? '') as Task;
if (user) {
  process.setgroups?.([]);
  process.setgid?.(user.gid);
  process.setuid?.(user.uid);
}

try {
  const server = await openEmbeddedPostgres({ ...options, onProgress: (step) => say({ step }) });
  say({ opened: { started: server.started, address: server.address } });
  createInterface(process.stdin).once('line', async () => {
    await server.stop();
    say({ stopped: true });
    process.exit(0);
  });
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  say({ failed: { code, message } });
  process.exitCode = 1;
}
