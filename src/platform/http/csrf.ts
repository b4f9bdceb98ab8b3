import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { refusalsOf } from '../../kernel/refusal.ts';

export type CsrfRefusal = 'form.foreign_origin' | 'form.stale_token';
const refusal = refusalsOf<CsrfRefusal>();

/** The name of the hidden field that every form carries. */
export const FORM_TOKEN_FIELD = 'form_token';

/** Bound to the session, or for visitors to a cookie that only this origin can set: worthless to anyone else. */
export const formTokenOf = (secret: string): string =>
  createHash('sha256').update('kunveno form ').update(secret).digest('base64url');

/**
 * A browser says where a form came from. `Origin` must be ours; where a browser sends none,
 * `Sec-Fetch-Site` must say so. Both are checked before the token is even looked at.
 */
export function requireOwnOrigin(request: FastifyRequest, origin: URL): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw refusal('forbidden', 'form.foreign_origin');
  const sender = request.headers.origin;
  if (sender === undefined ? site !== 'same-origin' : sender !== origin.origin) {
    throw refusal('forbidden', 'form.foreign_origin');
  }
}

/** Compares in constant time. A form that has lain open for longer than its session is refused, and nothing is done. */
export function requireFormToken(given: unknown, secret: string | undefined): void {
  if (typeof given !== 'string' || secret === undefined) throw refusal('forbidden', 'form.stale_token');
  const expected = Buffer.from(formTokenOf(secret));
  const received = Buffer.from(given);
  if (expected.length !== received.length || !timingSafeEqual(expected, received)) {
    throw refusal('forbidden', 'form.stale_token');
  }
}
