/** A public key as its owner lists it. RSA only: what HTTP signatures in the fediverse use. */
export interface RemoteKey {
  readonly id: string;
  readonly owner: string;
  /** SubjectPublicKeyInfo, PEM. */
  readonly pem: string;
}

/** What we keep of an actor elsewhere: as its own origin has told it, checked and bounded. */
export interface RemoteActor {
  readonly id: string;
  readonly type: string;
  readonly inbox: string;
  readonly sharedInbox: string | null;
  readonly outbox: string | null;
  readonly followers: string | null;
  readonly handle: string;
  readonly name: string | null;
  /** A page for people, of the same origin as the id. */
  readonly url: string | null;
  /** Other accounts that it says it is or was: its word alone, until each of them says the same. */
  readonly aliases: readonly string[];
  readonly keys: readonly RemoteKey[];
}

/** How people write where somebody is, here and elsewhere. */
export const accountAddress = ({ handle, host }: { readonly handle: string; readonly host: string }): string =>
  `@${handle}@${host}`;

/**
 * Why something elsewhere could not be had. `gone`: its origin says there is no such thing.
 * `unreachable`: it may work later. `invalid`: what came is not to be believed.
 */
export type RemoteFailureKind = 'gone' | 'unreachable' | 'invalid';

export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';
  readonly kind: RemoteFailureKind;
  /** Stable, and without anything that came from outside. */
  readonly code: string;

  constructor(kind: RemoteFailureKind, code: string) {
    super(code);
    this.kind = kind;
    this.code = code;
  }
}

/** A request as its signature covers it, before it is sent. */
export interface Signable {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body: Buffer | undefined;
  /** SHA-256 of the body, base64, where it is known already. */
  readonly digest?: string | undefined;
}

/** Makes the headers that sign one request: fresh for each attempt and each hop. */
export type SignRequest = (request: Signable) => Promise<Readonly<Record<string, string>>>;

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** SHA-256 of the body, base64, where it is known already: whoever signs need not make it again. */
  readonly digest?: string;
  readonly sign?: SignRequest;
  /** Of the decoded body. */
  readonly maxBytes?: number;
  /** How many redirects are followed; a POST never follows one. */
  readonly redirects?: number;
}

export interface FetchedResponse {
  /** Where the answer came from in the end. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** The one way in which this node asks anything of the network. Throws `RemoteFailure`. */
export type SafeFetch = (request: OutgoingRequest) => Promise<FetchedResponse>;
