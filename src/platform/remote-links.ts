const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** What a browser takes for a dot in the name of a host. */
const DOTS = /[\u3002\uff0e\uff61]/g;
const BETWEEN_WORDS = /[\s"'“”«»‹›()<>[\]{}]+/;
const ENDS_SENTENCE = /[.,;:!?…]{1,5}$/;
const SCHEME = /^(?:[a-z][a-z0-9+.-]{0,20}:\/|https?:)/i;
const HOST = /^(?:[\p{L}\p{N}_-]{1,63}\.){1,126}(?:\p{L}{2,63}|xn--[a-z0-9-]{1,59})(?:[:/?#]|$)/iu;
const NUMBERS = /^\d{1,3}(?:\.\d{1,3}){3}(?:[:/?#]|$)/;

/**
 * What stands in place of the text of a link, where that looks like an address: the real one, so that
 * nobody is led to another place than they read. Undefined where the text may stay. Both are text.
 */
export function honestText(url: URL, text: string): string | undefined {
  const plain = text.normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(DOTS, '.');
  const words = plain
    .split(BETWEEN_WORDS)
    .map((word) => word.replace(ENDS_SENTENCE, ''))
    .filter((word) => word !== '');
  const addresses = words.filter(looksLikeAddress);
  const isNothingElse = addresses.length === 1 && words.length === 1;
  const leadsElsewhere = addresses.some((address) => hostIn(address) !== withoutWww(url.host));
  return isNothingElse || leadsElsewhere ? shownAddress(url) : undefined;
}

const looksLikeAddress = (word: string): boolean => SCHEME.test(word) || HOST.test(word) || NUMBERS.test(word);

function hostIn(word: string): string | undefined {
  const url = URL.parse(SCHEME.test(word) ? word : `https://${word}`);
  return url ? withoutWww(url.host) : undefined;
}

const withoutWww = (host: string): string => host.replace(/^www\./, '');

const REST_SHOWN_MAX = 32;

/** The host, whole and as machines read it, and the beginning of what comes after it. */
function shownAddress({ host, pathname, search }: URL): string {
  const rest = pathname === '/' && search === '' ? '' : `${pathname}${search}`;
  return `${host}${rest.length > REST_SHOWN_MAX ? `${rest.slice(0, REST_SHOWN_MAX - 1)}…` : rest}`;
}
