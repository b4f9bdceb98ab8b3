import type { FederationSettings } from '../../../src/federation.ts';
import { repeatableRandom } from '../../../src/kernel/random.ts';
import { nodeKeyOf } from '../../../src/platform/federation/node-key.ts';
import { preparedKeyPairs } from './key-pairs.ts';

/** A node as it is by itself, but for its keys, which are not made anew for each test. */
export const federationOfTests = (): FederationSettings => ({
  mode: 'quarantine',
  allowPrivate: false,
  messagesPerHost: 300,
  userAgent: 'Kunveno/0.1.0-test (+https://port.example/)',
  nodeKey: nodeKeyOf(Buffer.alloc(32, 7), repeatableRandom(Buffer.from('node key'))),
  makeKeyPair: preparedKeyPairs(),
});
