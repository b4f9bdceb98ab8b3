import { sha256 } from '../kernel/digest.ts';
import { refusalsOf } from '../kernel/refusal.ts';

export type SignInRefusal = 'sign_in.wrong' | 'sign_in.slow_down';
const refusal = refusalsOf<SignInRefusal>();

/** How often a key was tried without success since the last success. */
export interface Attempts {
  readonly failures: number;
  readonly triedAt: Date;
}

const FREE_FAILURES = 5;
const DELAY_MAX_SECONDS = 900;
/** Failures of everyone together, from unknown devices, in one minute: above this, someone tries one passphrase on all. */
export const SPRAY_FAILURES_MAX = 100;
export const SPRAY_WINDOW_SECONDS = 60;

/** After five failures each further one doubles the wait, from two seconds up to a quarter of an hour. */
export const delaySeconds = (failures: number): number =>
  failures < FREE_FAILURES ? 0 : Math.min(2 ** (failures - FREE_FAILURES + 1), DELAY_MAX_SECONDS);

/**
 * Tries are counted by handle, and apart for each device on which its owner has signed in
 * before: whoever hammers a handle from elsewhere slows down everybody but its owner.
 * The key is a digest, and holds no address.
 */
export const attemptsKey = (handle: string, knownDevice: string | undefined): string =>
  sha256(`kunveno sign-in ${knownDevice ?? ''} ${handle}`);

export const EVERYONE_KEY = 'everyone';

export function requireNotTooFast(attempts: Attempts | undefined, now: Date): void {
  if (!attempts) return;
  const waitUntil = attempts.triedAt.getTime() + delaySeconds(attempts.failures) * 1_000;
  if (now.getTime() < waitUntil) {
    throw refusal('too_many', 'sign_in.slow_down', { seconds: Math.ceil((waitUntil - now.getTime()) / 1_000) });
  }
}

/** Sorry to those who sign in on a new device in that minute; known devices are let through. */
export function requireNoSpray(everyone: Attempts | undefined, knownDevice: boolean, now: Date): void {
  if (!everyone || knownDevice || everyone.failures < SPRAY_FAILURES_MAX) return;
  const until = everyone.triedAt.getTime() + SPRAY_WINDOW_SECONDS * 1_000;
  if (now.getTime() < until) {
    throw refusal('too_many', 'sign_in.slow_down', { seconds: Math.ceil((until - now.getTime()) / 1_000) });
  }
}

/** One sentence for a wrong handle, a wrong passphrase and a member who has left. */
export const wrong = () => refusal('forbidden', 'sign_in.wrong');
