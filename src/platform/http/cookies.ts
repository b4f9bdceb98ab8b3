import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Cookies that only this origin can have set: `__Host-` and Secure on https. On plain http
 * to this machine or an onion service browsers refuse both, so there the name is plain.
 */
export interface Cookies {
  readonly session: string;
  readonly form: string;
  readonly device: string;
  readonly language: string;
  read(request: FastifyRequest, name: string): string | undefined;
  write(reply: FastifyReply, name: string, value: string, maxAgeSeconds?: number): void;
  clear(reply: FastifyReply, name: string): void;
}

export function cookiesFor(origin: URL): Cookies {
  const secure = origin.protocol === 'https:';
  const prefix = secure ? '__Host-' : '';
  const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;
  return {
    session: `${prefix}kunveno_session`,
    form: `${prefix}kunveno_form`,
    device: `${prefix}kunveno_device`,
    language: `${prefix}kunveno_language`,
    read: (request, name) => {
      // Not there yet where a request is refused before anything of it is read.
      const value = request.cookies?.[name];
      return value && /^[a-z2-7]{20,64}$/.test(value) ? value : undefined;
    },
    write: (reply, name, value, maxAgeSeconds) =>
      void reply.setCookie(name, value, maxAgeSeconds ? { ...options, maxAge: maxAgeSeconds } : options),
    clear: (reply, name) => void reply.clearCookie(name, options),
  };
}
