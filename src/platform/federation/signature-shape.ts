import type { KeyObject } from 'node:crypto';
import { sha256Base64 } from '../../kernel/digest.ts';
import type { RawHeaders } from './raw-headers.ts';

/** The two ways of signing a request (draft-cavage-http-signatures-12, RFC 9421): some servers know only one. */
export const DIALECTS = ['cavage', 'rfc9421'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A request as its signature is checked: what it was sent to is taken from our own settings, not from it. */
export interface Inbound {
  readonly method: string;
  /** As it was asked for, with its query. */
  readonly path: string;
  readonly headers: RawHeaders;
  /** Where this node is known to be. */
  readonly origin: URL;
}

/** What a signature says about itself, before anyone has asked for the key that could prove it. */
export interface SignatureShape {
  readonly ok: true;
  readonly keyId: string;
  readonly dialect: Dialect;
  /** When it says it was made. */
  readonly date: Date;
  readonly expires: Date | undefined;
  readonly covered: readonly string[];
  /** SHA-256 of the body as the signature has it, base64; undefined where there is no body to sign. */
  readonly digest: string | undefined;
  /** Whether it was made with the other half of this key. */
  verify(publicKey: KeyObject): Promise<boolean>;
}

/** The request to be signed. Its headers are made by the signer. */
export interface Signing {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body: Buffer | undefined;
  /** SHA-256 of the body, base64; made from the body where it is not given. */
  readonly digest?: string | undefined;
  readonly keyId: string;
  /** RSA. */
  readonly privateKey: KeyObject;
  readonly date: Date;
}

/** What the signature says of the body. */
export const digestOf = ({ body, digest }: Pick<Signing, 'body' | 'digest'>): string =>
  digest ?? sha256Base64(body ?? Buffer.alloc(0));

/** To be sent as they are; all names are in lower case. */
export type SignedHeaders = Readonly<Record<string, string>>;

export const ACTIVITY_JSON = 'application/activity+json';

/** Of the text that is signed: as the bytes of the headers came over the wire. */
export const HEADER_ENCODING = 'latin1';
