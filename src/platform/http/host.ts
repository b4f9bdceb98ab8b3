import type { FastifyRequest } from 'fastify';
import { refusalsOf } from '../../kernel/refusal.ts';

export type HostRefusal = 'request.wrong_host';
const refusal = refusalsOf<HostRefusal>();

/**
 * Why a request is not for us, if it is not. One `Host` header, and it names us: nothing this node writes is ever
 * derived from what a client says (RFC 9110 §7.2).
 */
export function wrongHost({ raw: { rawHeaders }, headers, url }: FastifyRequest, origin: URL): Error | undefined {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === 'host'.length && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts === 1 && headers.host === origin.host && url.startsWith('/')) return undefined;
  return refusal('misdirected', 'request.wrong_host', { origin: origin.origin });
}
