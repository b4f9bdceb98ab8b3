import { createHash, type KeyObject, sign } from 'node:crypto';
import { canonicalJson, type Json } from '../../kernel/digest.ts';
import { multibase } from './multibase.ts';

export type JsonObject = { readonly [key: string]: Json };

export interface ProofKey {
  /** The id under which the key stands in its actor's `assertionMethod`. */
  readonly id: string;
  readonly privateKey: KeyObject;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/**
 * Adds a proof that the document is its owner's and unchanged: FEP-8b32 with `eddsa-jcs-2022`
 * (W3C vc-di-eddsa §3.3). It covers the JSON as it stands, with every property of ours in it;
 * the proof carries the `@context` of the document, without which others do not accept it.
 */
export function withProof(document: JsonObject, key: ProofKey, created: Date): JsonObject {
  const options: JsonObject = {
    ...(document['@context'] === undefined ? {} : { '@context': document['@context'] }),
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: key.id,
    proofPurpose: 'assertionMethod',
    created: secondsOf(created),
  };
  const hashes = Buffer.concat([sha256(canonicalJson(options)), sha256(canonicalJson(document))]);
  return { ...document, proof: { ...options, proofValue: multibase(sign(null, hashes, key.privateKey)) } };
}

/** RFC 3339 in UTC, to the second: some readers take no fractions. */
export const secondsOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
