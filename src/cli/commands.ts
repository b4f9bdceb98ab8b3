import type { Config } from '../config.ts';

/** A command of `kunveno`: loaded only when it is called. */
export interface Command {
  readonly summary: string;
  readonly load: () => Promise<{ help: string; run: (config: Config, args: readonly string[]) => Promise<number> }>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    summary: 'start this node',
    load: async () => {
      const { help, start } = await import('./start.ts');
      return { help, run: start };
    },
  },
  found: {
    summary: 'found the collective without a browser, or show a new founding link',
    load: async () => {
      const { help, found } = await import('./found.ts');
      return { help, run: found };
    },
  },
  token: {
    summary: 'make a token for a member, for their passphrase',
    load: async () => {
      const { help, token } = await import('./token.ts');
      return { help, run: token };
    },
  },
  doctor: {
    summary: 'check configuration, files, database, record and clock',
    load: async () => {
      const { help, doctor } = await import('./doctor.ts');
      return { help, run: doctor };
    },
  },
  demo: {
    summary: 'found a collective of seven on this machine and play its first decisions',
    load: async () => {
      const { help, demo } = await import('./demo/demo.ts');
      return { help, run: demo };
    },
  },
  openapi: {
    summary: 'print the description of the API',
    load: async () => {
      const { help, openapi } = await import('./openapi.ts');
      return { help, run: openapi };
    },
  },
};
