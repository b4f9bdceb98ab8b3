const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** base58btc with its multibase prefix `z` (draft-multiformats-multibase), for bytes of the size of a key or signature. */
export function multibase(bytes: Uint8Array): string {
  const digits: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let index = 0; index < digits.length; index += 1) {
      carry += (digits[index] ?? 0) << 8;
      digits[index] = carry % 58;
      carry = Math.trunc(carry / 58);
    }
    while (carry > 0) {
      digits.push(carry % 58);
      carry = Math.trunc(carry / 58);
    }
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const leading = zeros === -1 ? bytes.length : zeros;
  const text = digits.reverse().map((digit) => ALPHABET[digit]);
  return `z${'1'.repeat(leading)}${text.join('')}`;
}

const ED25519_PUB = Uint8Array.of(0xed, 0x01);

/** A raw Ed25519 public key of 32 bytes as a Multikey (W3C CID 1.0, FEP-521a). */
export const ed25519Multikey = (raw: Uint8Array): string => multibase(Uint8Array.of(...ED25519_PUB, ...raw));
