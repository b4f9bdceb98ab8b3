import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { ConfigError, readConfig } from '../../src/config.ts';

describe('a node', () => {
  it('starts with nothing said', () => {
    expect(readConfig({})).toMatchObject({ PORT: 3000, FEDERATION: 'quarantine', ALLOW_PRIVATE_PEERS: false });
  });

  it('does not start where nobody’s certificate would be looked at, and says so', () => {
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody/);
    expect(readConfig({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }).PORT).toBe(3000);
  });

  it('does not deal with private peers where it is reached by others', () => {
    const environment = { ALLOW_PRIVATE_PEERS: 'true', ORIGIN: 'https://port.example' };
    expect(() => readConfig(environment)).toThrow(/knock at doors inside your network/);
  });

  it.each(['http://port.example', 'https://user@port.example', 'https://port.example/x', 'https://port.example?x'])(
    'is not reached at %s',
    (ORIGIN) => {
      expect(() => readConfig({ ORIGIN })).toThrow(ConfigError);
    },
  );

  it('says at the terminal why it does not start, and ends', async () => {
    const said: string[] = [];
    const write = process.stderr.write;
    process.stderr.write = (text: string | Uint8Array) => said.push(String(text)) > 0;
    try {
      expect(await run(['start'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toBe(1);
    } finally {
      process.stderr.write = write;
    }
    expect(said.join('')).toMatch(/^kunveno: NODE_TLS_REJECT_UNAUTHORIZED=0/);
  });
});
