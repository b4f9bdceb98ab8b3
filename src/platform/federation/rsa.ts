import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { HEADER_ENCODING } from './signature-shape.ts';

/** Smaller can be broken; larger costs whoever verifies more than it gives. */
const BITS_MIN = 2048;
const BITS_MAX = 4096;
const PEM_LENGTH_MAX = 4096;
const PEM = /^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----/;
/** 65537 everywhere. A huge one would make verifying as slow as signing. */
const EXPONENT_MIN = 3n;
const EXPONENT_MAX = 1n << 32n;

/** A public key from its PEM, or undefined when it is none, or none that we would rely on. */
export function rsaPublicKey(pem: string): KeyObject | undefined {
  if (pem.length > PEM_LENGTH_MAX || !PEM.test(pem)) return undefined;
  try {
    const key = createPublicKey(pem);
    return isFit(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isFit({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType !== 'rsa' || modulusLength < BITS_MIN || modulusLength > BITS_MAX) return false;
  return publicExponent >= EXPONENT_MIN && publicExponent <= EXPONENT_MAX;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of a signature from their base64; undefined for what cannot be a signature by any key above. */
export function signatureBytes(base64: string): Buffer | undefined {
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return undefined;
  return fitSignature(Buffer.from(base64, 'base64'));
}

/** An RSA signature is as long as the modulus of its key. */
export const fitSignature = (bytes: Buffer): Buffer | undefined =>
  bytes.length >= BITS_MIN / 8 && bytes.length <= BITS_MAX / 8 ? bytes : undefined;

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.2), off the main thread. Whatever goes wrong proves nothing. */
export const rsaVerifies = (text: string, publicKey: KeyObject, signature: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    if (publicKey.asymmetricKeyType !== 'rsa') return resolve(false);
    const data = Buffer.from(text, HEADER_ENCODING);
    verify('sha256', data, publicKey, signature, (error, valid) => resolve(error === null && valid));
  });

/** The same, made: base64. */
export const rsaSigned = (text: string, privateKey: KeyObject): Promise<string> =>
  new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(text, HEADER_ENCODING), privateKey, (error, signature) =>
      error ? reject(error) : resolve(signature.toString('base64')),
    );
  });
