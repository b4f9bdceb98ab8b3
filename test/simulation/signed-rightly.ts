import { constants, createHash, type KeyObject, verify } from 'node:crypto';
import type { Letter } from './peers.ts';
import { MINUTE } from './world.ts';

/** By nothing of what is being tested: what is wrong with the signature of a request of ours, if anything is. */
export function signedRightly({ method, url, headers, body }: Letter, key: KeyObject, now: number): string | undefined {
  if (method === 'POST' && headers['content-type'] !== 'application/activity+json') return 'another type';
  if (Math.abs(Date.parse(headers.date ?? '') - now) > MINUTE) return 'an old date';
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('base64');
  const said = headers.digest?.slice('SHA-256='.length) ?? headers['content-digest']?.slice('sha-256=:'.length, -1);
  if (said !== digest) return 'another digest';
  const read = headers['signature-input'] === undefined ? cavage : rfc9421;
  const { text, signature } = read({ method, url, headers, body });
  const isOurs = verify(
    'sha256',
    Buffer.from(text, 'latin1'),
    { key, padding: constants.RSA_PKCS1_PADDING },
    signature,
  );
  return isOurs ? undefined : 'a signature that does not verify';
}

function cavage({ method, url, headers }: Letter): { text: string; signature: Buffer } {
  const header = headers.signature ?? '';
  const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? '';
  const target = `${method.toLowerCase()} ${url.pathname}${url.search}`;
  const lines = field('headers')
    .split(' ')
    .map((name) => `${name}: ${name === '(request-target)' ? target : headers[name]}`);
  return { text: lines.join('\n'), signature: Buffer.from(field('signature'), 'base64') };
}

function rfc9421({ method, url, headers }: Letter): { text: string; signature: Buffer } {
  const input = (headers['signature-input'] ?? '').slice('sig1='.length);
  const derived: Record<string, string> = { '@method': method, '@target-uri': url.href };
  const names = [...(/^\(([^)]*)\)/.exec(input)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
  const lines = names.map((name) => `"${name}": ${derived[name] ?? headers[name]}`);
  const text = [...lines, `"@signature-params": ${input}`].join('\n');
  const signature = Buffer.from((headers.signature ?? '').slice('sig1=:'.length, -1), 'base64');
  return { text, signature };
}
