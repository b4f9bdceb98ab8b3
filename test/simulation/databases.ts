import type { DatabaseAddress } from '../../src/platform/database.ts';
import { asAdmin, inDatabase, startTemplate } from '../support/postgres.ts';

/** A server of this run's own, for as long as the job takes: each call gives a migrated, empty database. */
export async function withDatabases(
  job: (newDatabase: () => Promise<DatabaseAddress>) => Promise<void>,
): Promise<void> {
  const { address, template, stop } = await startTemplate();
  let made = 0;
  try {
    await job(async () => {
      made += 1;
      const name = `${template}_${made}`;
      await asAdmin(address, (sql) => sql.unsafe(`create database ${name} template ${template} strategy file_copy`));
      return inDatabase(address, name);
    });
  } finally {
    await stop();
  }
}
