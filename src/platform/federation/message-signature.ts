import { headerOf } from './raw-headers.ts';
import { type Refused, type RefusalCode, refused } from './refused.ts';
import { type ResourceIdRules, resourceId } from './resource-id.ts';
import { fitSignature, rsaSigned, rsaVerifies } from './rsa.ts';
import {
  ACTIVITY_JSON,
  digestOf,
  type Inbound,
  type SignatureShape,
  type SignedHeaders,
  type Signing,
} from './signature-shape.ts';
import { type Dictionary, type Member, parseDictionary } from './structured-fields.ts';

const ALGORITHM = 'rsa-v1_5-sha256';
const COVERED_MAX = 32;

/** Signs as in RFC 9421, with the digest of RFC 9530: the profile that Mastodon and Fedify read. */
export async function signMessage(signing: Signing): Promise<SignedHeaders> {
  const { method, url, keyId, privateKey, date } = signing;
  const components = [`"@method": ${method}`, `"@target-uri": ${withoutHash(url)}`];
  const headers: Record<string, string> = { host: url.host, date: date.toUTCString() };
  if (method === 'POST') {
    headers['content-type'] = ACTIVITY_JSON;
    headers['content-digest'] = `sha-256=:${digestOf(signing)}:`;
    components.push(`"content-digest": ${headers['content-digest']}`);
  }
  const names = components.map((line) => line.slice(0, line.indexOf(':')));
  const created = Math.floor(date.getTime() / 1000);
  const input = `(${names.join(' ')});created=${created};keyid="${keyId}";alg="${ALGORITHM}"`;
  const signature = await rsaSigned([...components, `"@signature-params": ${input}`].join('\n'), privateKey);
  return { ...headers, 'signature-input': `sig1=${input}`, signature: `sig1=:${signature}:` };
}

function withoutHash(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length);
}

/**
 * Reads `Signature-Input` and `Signature`. Of several signatures, say of a proxy, the first that covers
 * enough is taken; where none does, the answer says what the first one lacks.
 */
export function messageShape(
  inbound: Inbound,
  inputHeader: string,
  signatureHeader: string,
  rules: ResourceIdRules,
): SignatureShape | Refused {
  const inputs = parseDictionary(inputHeader);
  const signatures = parseDictionary(signatureHeader);
  if (inputs === 'ambiguous' || signatures === 'ambiguous') return refused('sig_ambiguous');
  if (inputs === 'malformed' || signatures === 'malformed') return refused('sig_malformed');
  let first: Refused | undefined;
  for (const [label, input] of inputs) {
    const shape = shapeOf(inbound, input, signatures.get(label), rules);
    if (shape.ok) return shape;
    first ??= shape;
  }
  return first ?? refused('sig_missing');
}

function shapeOf(
  inbound: Inbound,
  input: Member,
  signed: Member | undefined,
  rules: ResourceIdRules,
): SignatureShape | Refused {
  if (!signed) return refused('sig_missing');
  const covered = coveredBy(input);
  if (!covered) return refused('sig_malformed');
  if (new Set(covered).size < covered.length) return refused('sig_ambiguous');
  const { parameters, text } = input;
  const algorithm = parameters.get('alg') ?? ALGORITHM;
  if (algorithm !== ALGORITHM) return refused('sig_algorithm');
  const keyId = resourceId(parameters.get('keyid'), rules);
  if (keyId === undefined) return refused('sig_key_id');
  const lack = lackOf(inbound, covered);
  if (lack) return refused(lack);
  const times = timesOf(input);
  if (!times.ok) return times;
  const digest = digestIn(inbound);
  if (typeof digest === 'object') return digest;
  const signature = Buffer.isBuffer(signed.value) ? fitSignature(signed.value) : undefined;
  if (!signature) return refused('sig_invalid');
  if (covered.some((name) => componentOf(name, inbound) === undefined)) return refused('header_missing');
  return {
    ...times,
    digest,
    keyId,
    dialect: 'rfc9421',
    covered,
    verify(publicKey) {
      const lines = covered.map((name) => `"${name}": ${componentOf(name, inbound)}`);
      return rsaVerifies([...lines, `"@signature-params": ${text}`].join('\n'), publicKey, signature);
    },
  };
}

/** Names of components. One with parameters of its own would have to be read in another way: nobody needs them. */
function coveredBy({ value }: Member): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > COVERED_MAX) return undefined;
  const names = value.map((item) => (item.parameters.size === 0 ? item.value : undefined));
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

/** What must be under the signature, so that it can be of no use for any other request. */
function lackOf({ method }: Inbound, covered: readonly string[]): RefusalCode | undefined {
  if (!covered.includes('@method')) return 'target_unsigned';
  if (!covered.includes('@target-uri')) {
    if (!covered.includes('@path') && !covered.includes('@request-target')) return 'target_unsigned';
    if (!covered.includes('@authority')) return 'host_unsigned';
  }
  return isBodiless(method) || covered.includes('content-digest') ? undefined : 'digest_missing';
}

const isBodiless = (method: string): boolean => method === 'GET' || method === 'HEAD';

function timesOf({ parameters }: Member): Pick<SignatureShape, 'ok' | 'date' | 'expires'> | Refused {
  const created = parameters.get('created');
  const expires = parameters.get('expires');
  if (created === undefined) return refused('date_missing');
  if (!isSeconds(created) || !(expires === undefined || isSeconds(expires))) return refused('date_invalid');
  return {
    ok: true,
    date: new Date(created * 1000),
    expires: expires === undefined ? undefined : new Date(expires * 1000),
  };
}

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e12;

/** RFC 9530: of several digests, SHA-256 counts. */
function digestIn({ method, headers }: Inbound): string | undefined | Refused {
  if (isBodiless(method)) return undefined;
  const digests: Dictionary | string = parseDictionary(headerOf(headers, 'content-digest') ?? '');
  if (digests === 'ambiguous') return refused('sig_ambiguous');
  const digest = typeof digests === 'string' ? undefined : digests.get('sha-256')?.value;
  return Buffer.isBuffer(digest) ? digest.toString('base64') : refused('digest_missing');
}

/** RFC 9421 §2.2. Where we are is taken from our settings: a request cannot say under which name it reached us. */
function componentOf(name: string, { method, path, origin, headers }: Inbound): string | undefined {
  const query = path.indexOf('?');
  switch (name) {
    case '@method':
      return method;
    case '@target-uri':
      return origin.origin + path;
    case '@authority':
    case 'host':
      return origin.host;
    case '@scheme':
      return origin.protocol.slice(0, -1);
    case '@request-target':
      return path;
    case '@path':
      return query < 0 ? path : path.slice(0, query);
    case '@query':
      return query < 0 ? '?' : path.slice(query);
    default:
      return headerOf(headers, name);
  }
}
