import { headerOf } from './raw-headers.ts';
import { type Refused, refused } from './refused.ts';
import { resourceId, type ResourceIdRules } from './resource-id.ts';
import { rsaSigned, rsaVerifies, signatureBytes } from './rsa.ts';
import {
  ACTIVITY_JSON,
  digestOf,
  type Inbound,
  type SignatureShape,
  type SignedHeaders,
  type Signing,
} from './signature-shape.ts';

/**
 * Signs as in draft-cavage-http-signatures-12, which every server in the fediverse reads: the target,
 * host and date, and of a POST its digest and type. Sign right before sending: others allow an hour at most.
 */
export async function signCavage(signing: Signing): Promise<SignedHeaders> {
  const { method, url, keyId, privateKey, date } = signing;
  const headers: Record<string, string> = { host: url.host, date: date.toUTCString() };
  if (method === 'POST') {
    headers.digest = `SHA-256=${digestOf(signing)}`;
    headers['content-type'] = ACTIVITY_JSON;
  }
  let covered = '(request-target)';
  let text = `(request-target): ${method.toLowerCase()} ${url.pathname}${url.search}`;
  for (const name of Object.keys(headers)) {
    covered += ` ${name}`;
    text += `\n${name}: ${headers[name]}`;
  }
  const signature = await rsaSigned(text, privateKey);
  headers.signature = `keyId="${keyId}",algorithm="rsa-sha256",headers="${covered}",signature="${signature}"`;
  return headers;
}

const PARAMETER = /\s*([A-Za-z]{1,16})=(?:"([^"\\]*)"|(\d{1,12}(?:\.\d{1,9})?))\s*(?:,|$)/y;
const COVERED_MAX = 32;
/** `hs2019` says that the key tells; of the keys that we take, it says RSA with SHA-256 like the other. */
const ALGORITHMS = new Set([undefined, 'rsa-sha256', 'hs2019']);

/** Reads the `Signature` header of the draft. The order of what is missed follows how bad it is to miss it. */
export function cavageShape(inbound: Inbound, header: string, rules: ResourceIdRules): SignatureShape | Refused {
  const parameters = parametersOf(header);
  if (!(parameters instanceof Map)) return parameters;
  const algorithm = parameters.get('algorithm')?.toLowerCase();
  if (!ALGORITHMS.has(algorithm)) return refused('sig_algorithm');
  const covered = (parameters.get('headers') ?? '').toLowerCase().trim().split(/ +/);
  if (covered.length > COVERED_MAX) return refused('sig_malformed');
  if (new Set(covered).size < covered.length) return refused('sig_ambiguous');
  // The draft, §2.3: pseudo-headers for time belong to hs2019.
  if (algorithm === 'rsa-sha256' && covered.includes('(created)')) return refused('sig_algorithm');
  const keyId = resourceId(parameters.get('keyId'), rules);
  if (keyId === undefined) return refused('sig_key_id');
  const stated = statedBy(inbound, parameters, covered);
  if (!stated.ok) return stated;
  const signature = signatureBytes(parameters.get('signature') ?? '');
  if (!signature) return refused('sig_invalid');
  if (covered.some((name) => headerValue(name, inbound, parameters) === undefined)) return refused('header_missing');
  return {
    ...stated,
    keyId,
    dialect: 'cavage',
    covered,
    async verify(publicKey) {
      for (const path of pathsOf(inbound)) {
        const lines = covered.map((name) => `${name}: ${headerValue(name, { ...inbound, path }, parameters)}`);
        if (await rsaVerifies(lines.join('\n'), publicKey, signature)) return true;
      }
      return false;
    },
  };
}

function parametersOf(header: string): Map<string, string> | Refused {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < header.length) {
    const found = PARAMETER.exec(header);
    if (!found) return refused('sig_malformed');
    const [, name = '', quoted, bare] = found;
    if (parameters.has(name)) return refused('sig_ambiguous');
    parameters.set(name, quoted ?? bare ?? '');
  }
  return parameters;
}

type Stated = Pick<SignatureShape, 'ok' | 'date' | 'expires' | 'digest'>;

/** What must be under the signature, so that it can be of no use for any other request. */
function statedBy(
  { method, headers }: Inbound,
  parameters: ReadonlyMap<string, string>,
  covered: readonly string[],
): Stated | Refused {
  if (!covered.includes('(request-target)')) return refused('target_unsigned');
  if (!covered.includes('host')) return refused('host_unsigned');
  const created = covered.includes('(created)') ? parameters.get('created') : undefined;
  const written = covered.includes('date') ? headerOf(headers, 'date') : undefined;
  if (created === undefined && written === undefined) return refused('date_missing');
  const date = created === undefined ? httpDate(written ?? '') : secondsDate(created);
  const until = parameters.get('expires');
  const expires = until === undefined ? undefined : secondsDate(until);
  if (!date || (until !== undefined && !expires)) return refused('date_invalid');
  const stated = { ok: true, date, expires, digest: undefined } as const;
  if (method === 'GET' || method === 'HEAD') return stated;
  const digest = covered.includes('digest') ? digestIn(headerOf(headers, 'digest') ?? '') : refused('digest_missing');
  return typeof digest === 'string' ? { ...stated, digest } : digest;
}

/** RFC 3230: an algorithm may be in upper or lower case, and several may be given. Only SHA-256 counts. */
function digestIn(header: string): string | Refused {
  const digests = header.split(',').filter((each) => /^\s*sha-256=/i.test(each));
  if (digests.length > 1) return refused('sig_ambiguous');
  const [digest] = digests;
  return digest === undefined ? refused('digest_missing') : digest.slice(digest.indexOf('=') + 1).trim();
}

/** A date as RFC 9110 §5.6.7 has every sender write it, and not one that only looks like it. */
function httpDate(text: string): Date | undefined {
  const date = new Date(text.length === 'Sun, 06 Nov 1994 08:49:37 GMT'.length ? text : Number.NaN);
  return !Number.isNaN(date.getTime()) && date.toUTCString() === text ? date : undefined;
}

const secondsDate = (text: string): Date | undefined =>
  /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? new Date(Number(text) * 1000) : undefined;

/** The host is ours as configured: the gate has let through no request that names another. */
function headerValue(name: string, inbound: Inbound, parameters: ReadonlyMap<string, string>): string | undefined {
  switch (name) {
    case '(request-target)':
      return `${inbound.method.toLowerCase()} ${inbound.path}`;
    case '(created)':
      return parameters.get('created');
    case '(expires)':
      return parameters.get('expires');
    case 'host':
      return inbound.origin.host;
    default:
      return headerOf(inbound.headers, name);
  }
}

/** Some sign the query with the target, and some leave it out. */
function pathsOf({ path }: Inbound): readonly string[] {
  const query = path.indexOf('?');
  return query < 0 ? [path] : [path, path.slice(0, query)];
}
