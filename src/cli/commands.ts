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
      return { help, run: (config) => start(config) };
    },
  },
};
