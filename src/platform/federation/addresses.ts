import { BlockList, isIP } from 'node:net';
import { RemoteFailure } from './remote.ts';

/** IPv4 that is nobody's on the public Internet: the special-purpose registry of IANA (RFC 6890), multicast, reserved. */
const SPECIAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Global unicast is all there is of IPv6 in public; addresses that carry IPv4 (mapped, NAT64) lie outside it. */
const UNICAST_V6 = ['2000::', 3] as const;

/** Within global unicast: IETF protocols with Teredo, documentation twice, and 6to4, which carries IPv4. */
const SPECIAL_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const specialV4 = new BlockList();
for (const [network, prefix] of SPECIAL_V4) specialV4.addSubnet(network, prefix, 'ipv4');
const unicastV6 = new BlockList();
unicastV6.addSubnet(...UNICAST_V6, 'ipv6');
const specialV6 = new BlockList();
for (const [network, prefix] of SPECIAL_V6) specialV6.addSubnet(network, prefix, 'ipv6');

/** Whether an address is someone's on the public Internet. What is no address at all, or names a zone, is not. */
export function isPublicAddress(ip: string): boolean {
  if (ip.includes('%')) return false;
  switch (isIP(ip)) {
    case 4:
      return !specialV4.check(ip, 'ipv4');
    case 6:
      return unicastV6.check(ip, 'ipv6') && !specialV6.check(ip, 'ipv6');
    default:
      return false;
  }
}

/** Ports on which other protocols listen that could be made to obey an HTTP request (Fetch standard, "bad port"). */
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

export interface DialRules {
  /** Whether peers on this machine and in this network may be dialled: for trials, never in public. */
  readonly allowPrivate: boolean;
  /** The host name of this node, which has no reason to ask anything of itself. */
  readonly ownHost: string;
}

/**
 * Refuses a URL that this node must not dial. A name is judged here only as a name: whoever dials it
 * asks `mayDial` about every address that it stands for.
 */
export function requireDialable(url: URL, rules: DialRules): void {
  // Only a proxy into Tor could dial it, and there is none yet.
  if (url.hostname.endsWith('.onion')) throw new RemoteFailure('unreachable', 'onion_unsupported');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowPrivate)) throw invalid('scheme');
  if (url.username !== '' || url.password !== '') throw invalid('credentials');
  if (url.port !== '' && BAD_PORTS.has(Number(url.port))) throw invalid('port');
  const ip = addressIn(url);
  if (ip !== undefined) {
    if (!mayDial(ip, url.protocol, rules)) throw invalid('address');
    return;
  }
  if (url.hostname.endsWith('.')) throw invalid('address');
  if (!rules.allowPrivate && isPrivateName(url.hostname, rules.ownHost)) throw invalid('address');
}

/** Whether an address may be dialled: plain http serves peers in private alone, so that nothing public goes unencrypted. */
export function mayDial(ip: string, protocol: string, { allowPrivate }: DialRules): boolean {
  if (isIP(ip) === 0) return false;
  return isPublicAddress(ip) ? protocol === 'https:' : allowPrivate;
}

/** Whether a host is this very machine, by a name kept for that (RFC 6761 §6.3) or an address of it. */
export function isLoopback(url: URL): boolean {
  const ip = addressIn(url);
  if (ip === undefined) return isLocalhost(url.hostname);
  return ip === '::1' || (isIP(ip) === 4 && ip.startsWith('127.'));
}

/** The address that stands in a URL in place of a name. However it was spelled, `URL` has brought it into one form. */
function addressIn({ hostname }: URL): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');

const isPrivateName = (name: string, ownHost: string): boolean =>
  isLocalhost(name) || name.endsWith('.internal') || name.endsWith('.local') || !name.includes('.') || name === ownHost;

const invalid = (code: string): RemoteFailure => new RemoteFailure('invalid', code);
