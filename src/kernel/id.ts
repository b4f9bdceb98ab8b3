import type { Random } from './random.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Lower-case base32 (RFC 4648 §6) without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += ALPHABET[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

/** A public id: 128 random bits. It tells neither order nor time, and cannot be guessed. */
export const newId = (random: Random): string => base32(random.bytes(16));

/** The shape of every id that this node mints. */
export const ID_PATTERN = /^[a-z2-7]{26}$/;

/** A secret to be handed to a person once: 256 random bits. Only its digest is ever stored. */
export const newSecret = (random: Random): string => base32(random.bytes(32));

/** The shape of every secret that is handed to a person or a program. */
export const SECRET_PATTERN = /^[a-z2-7]{52}$/;
