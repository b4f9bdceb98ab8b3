import { errorCodes, type FastifyRequest } from 'fastify';

/**
 * The bytes of a body, which may be so many and no more (FST_ERR_CTP_BODY_TOO_LARGE). It is there with its last
 * byte, and where the line breaks before that, never. Fastify's own way does more for each body than reading it.
 */
export function readBody({ raw, headers }: FastifyRequest, maxBytes: number): Promise<Buffer> {
  const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : undefined;
  const chunks: Buffer[] = [];
  let received = 0;
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      raw.off('data', hear).off('end', finish);
      if (received > maxBytes) reject(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, received));
    };
    const hear = (chunk: Buffer): void => {
      chunks.push(chunk);
      received += chunk.length;
      if (received === length || received > maxBytes) finish();
    };
    raw.on('data', hear).on('end', finish);
    if (length === 0) finish();
  });
}
