import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';

export const htmlOf = (page: VNode): string => `<!doctype html>${render(page)}`;

/** A page for one reader: never kept by anyone in between. */
export function sendPage(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('vary', 'Accept, Accept-Language, Cookie')
    .send(htmlOf(page));
}

/** Whether the asker would rather read a page than what a program reads. */
export function prefersHtml(
  accept: string | undefined,
  others: readonly string[] = ['application/json', 'application/problem+json'],
): boolean {
  if (!accept) return false;
  const position = (type: string) => {
    const found = accept.indexOf(type);
    return found === -1 ? Number.POSITIVE_INFINITY : found;
  };
  return position('text/html') < Math.min(...others.map(position));
}
