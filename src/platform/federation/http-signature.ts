import { cavageShape } from './cavage.ts';
import { messageShape } from './message-signature.ts';
import { headerOf, isAmbiguous } from './raw-headers.ts';
import { type Refused, refused } from './refused.ts';
import type { ResourceIdRules } from './resource-id.ts';
import type { Inbound, SignatureShape } from './signature-shape.ts';

/** How far the time of a signature may lie from ours, milliseconds. */
export interface SignatureWindow {
  readonly past: number;
  readonly future: number;
}

/** Senders retry a message with its first signature for up to an hour; clocks are rarely five minutes fast. */
export const SIGNATURE_WINDOW: SignatureWindow = { past: 60 * 60_000, future: 5 * 60_000 };

/**
 * Reads the signature of a request, without a key: RFC 9421 where there is a `Signature-Input`, else
 * draft-cavage-12. One that covers less than the whole request, or that two readers may read in two
 * ways, is refused here, where it has cost nothing.
 */
export function signatureShape(inbound: Inbound, rules: ResourceIdRules): SignatureShape | Refused {
  const { headers } = inbound;
  if (isAmbiguous(headers)) return refused('sig_ambiguous');
  const signature = headerOf(headers, 'signature');
  if (signature === undefined) return refused('sig_missing');
  const input = headerOf(headers, 'signature-input');
  if (input !== undefined) return messageShape(inbound, input, signature, rules);
  return cavageShape(inbound, signature, rules);
}

/** Why a signature is not of now, if it is not. */
export function outOfWindow(
  { date, expires }: SignatureShape,
  now: Date,
  window: SignatureWindow,
): Refused | undefined {
  const age = now.getTime() - date.getTime();
  // Asked in this way, no date that is none can be within.
  if (!(age <= window.past && -age <= window.future)) return refused('date_out_of_window');
  return expires && expires.getTime() < now.getTime() ? refused('sig_expired') : undefined;
}
