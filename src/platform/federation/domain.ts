/** Below these, under a country, everybody registers: `union.org.br` and `union.co.uk` belong to somebody, and `co.uk` to nobody. */
const SECOND_LEVEL = new Set('ac co com edu gob gouv gov govt go info mil ne net nom or org'.split(' '));

/**
 * Under which domain a host most likely stands that somebody has registered: with one of these anyone makes as
 * many hosts as they like, and all of them count as one. The last two labels, or three under countries that
 * sort names by kind; an address stands for itself, but of IPv6 the network of 64 bits that one customer has.
 *
 * The Public Suffix List would know better, and has to be brought up to date for ever. What this gets wrong costs
 * little: strangers at one provider of free names share what a domain may, which is much more than any of them
 * sends, and somebody who owns a name such as `com.de` is counted by its parts.
 */
export function domainOf(hostname: string): string {
  if (hostname.startsWith('[')) return networkOf(hostname.slice(1, -1));
  if (/^[\d.]+$/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const [kind = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && SECOND_LEVEL.has(kind) ? -3 : -2).join('.');
}

/** The first four groups. `URL` has brought it into the shortest form. */
function networkOf(ip: string): string {
  const [before = '', after] = ip.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after ? after.split(':') : [];
  const zeros = Array.from({ length: after === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  return `[${[...left, ...zeros, ...right].slice(0, 4).join(':')}::]`;
}
