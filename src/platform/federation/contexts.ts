import type { Json } from '../../kernel/digest.ts';

/**
 * The JSON-LD contexts of what we publish. Terms of our own are written out in each document: nobody
 * has to fetch anything to understand it, and none of the addresses below is ever fetched by us.
 */
export const AS2 = 'https://www.w3.org/ns/activitystreams';

/** An identifier, not an address: what is ours in the vocabulary. */
const ASSEMBLY = 'https://w3id.org/assembly/ns#';

const TERMS: { readonly [term: string]: Json } = {
  asm: ASSEMBLY,
  toot: 'http://joinmastodon.org/ns#',
  ostatus: 'http://ostatus.org#',
  gts: 'https://gotosocial.org/ns#',
  sensitive: 'as:sensitive',
  Hashtag: 'as:Hashtag',
  conversation: 'ostatus:conversation',
  'asm:decision': { '@type': '@id' },
  'asm:node': { '@type': '@id' },
};

/** Of objects and the activities around them. The first is the exact string that others look for. */
export const OBJECT_CONTEXT: readonly Json[] = [AS2, 'https://w3id.org/security/data-integrity/v2', TERMS];

/** Of actors, with the words for their keys. */
export const ACTOR_CONTEXT: readonly Json[] = [
  AS2,
  'https://w3id.org/security/v1',
  'https://w3id.org/security/multikey/v1',
  {
    ...TERMS,
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    featured: { '@id': 'toot:featured', '@type': '@id' },
    webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
    implements: { '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id', '@container': '@set' },
  },
];

/** Of collections. */
export const COLLECTION_CONTEXT: Json = AS2;
