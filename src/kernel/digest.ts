import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize'; // RFC 8785, so that a stranger gets the same bytes with any other implementation

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** As the `Digest` header and its successors have it. */
export const sha256Base64 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('base64');

/** A strong ETag (RFC 9110 §8.8.3): it names these very bytes. */
export const etagOf = (bytes: Uint8Array | string): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;

/** The one byte sequence that stands for a JSON value (RFC 8785, JSON Canonicalization Scheme). */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

/** The hash of a leaf as in a transparency log: SHA-256(0x00 ‖ bytes), RFC 6962 §2.1. */
export const leafHash = (bytes: string): string =>
  createHash('sha256').update(Uint8Array.of(0)).update(bytes, 'utf8').digest('hex');

/**
 * Binds a record to personal data without containing it: SHA-256(salt ‖ text).
 * When the row with salt and text is erased, the record still verifies and says nothing.
 */
export const commitment = (salt: Uint8Array, text: string): string =>
  createHash('sha256').update(salt).update(text, 'utf8').digest('hex');

export const SALT_BYTES = 16;
