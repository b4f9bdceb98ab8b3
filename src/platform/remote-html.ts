import sanitizeHtml from 'sanitize-html'; // what may stand in a page is a list, and never what happens to be harmless today
import { legible } from './remote-text.ts';
import { escaped, rewritten } from './remote-tree.ts';

export interface RemoteLimits {
  /** UTF-16 code units. */
  readonly length: number;
  readonly tags: number;
  readonly depth: number;
}

/** Beyond these, cleaning takes longer than what is to be read is worth: it is shown as text. */
export const REMOTE_LIMITS: RemoteLimits = { length: 65_536, tags: 2_000, depth: 100 };

/** Of what is shown as text, because it is too much or too odd to be anything else. */
const PLAIN_SHOWN_MAX = 10_000;

/** Their content is no text that anybody would read; without them it would be shown as if it were. */
const NOT_TO_BE_READ =
  'script style textarea option select xmp noscript noembed noframes iframe plaintext template title math svg object audio video canvas'.split(
    ' ',
  );

const CLASSES = ['mention', 'hashtag', 'u-url', 'h-card', 'invisible', 'ellipsis'];

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'a',
    'span',
    'strong',
    'b',
    'em',
    'i',
    'u',
    'del',
    's',
    'ul',
    'ol',
    'li',
    'blockquote',
    'code',
    'pre',
    // Becomes a strong paragraph: the outline of the page is ours.
    'h6',
  ],
  allowedAttributes: { a: ['href', 'rel'] },
  allowedClasses: { a: CLASSES, span: CLASSES },
  allowedSchemes: ['https', 'http'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: NOT_TO_BE_READ,
  nestingLimit: REMOTE_LIMITS.depth,
  transformTags: {
    h1: 'h6',
    h2: 'h6',
    h3: 'h6',
    h4: 'h6',
    h5: 'h6',
    a: (_tag, { href, class: classes = '' }) => {
      const address = webAddress(href);
      if (!address) return { tagName: 'span', attribs: {} };
      const rel = 'nofollow noopener noreferrer ugc';
      return { tagName: 'a', attribs: { href: address, rel, ...(classes ? { class: classes } : {}) } };
    },
  },
};

/** A whole address on the web without a user part; undefined for anything else. */
function webAddress(href: string | undefined): string | undefined {
  const url = href ? URL.parse(href) : null;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return url && isWeb && !url.username && !url.password ? url.href : undefined;
}

/**
 * HTML that somebody elsewhere has written, as what may stand in a page of ours: a few elements, no
 * pictures, no styles, and links that say where they lead. Made anew each time it is shown, so that a
 * safer version of this mends what came before it. Whatever is too much is shown as text.
 */
export function renderRemoteHtml(html: string): string {
  if (!fits(html)) return asParagraph(html);
  return rewritten(sanitizeHtml(html, ALLOWED)) ?? asParagraph(html);
}

const asParagraph = (html: string): string => `<p>${escaped(plainText(html, PLAIN_SHOWN_MAX))}</p>`;

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
/** Their next one ends the one before it, whether it was closed or not. */
const CLOSED_BY_THE_NEXT = new Set(['p', 'li']);
const TAG_NAME = /[a-zA-Z][a-zA-Z0-9-]{0,30}/y;

/** One look at each `<`, tag or not. An end without a beginning takes nothing away, so the depth is never told too small. */
function fits(html: string, limits = REMOTE_LIMITS): boolean {
  if (html.length > limits.length) return false;
  const open = new Map<string, number>();
  let tags = 0;
  let depth = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
    const next = html.charAt(at + 1);
    tags += 1;
    if (tags > limits.tags) return false;
    TAG_NAME.lastIndex = next === '/' ? at + 2 : at + 1;
    const name = TAG_NAME.exec(html)?.[0].toLowerCase() ?? '';
    if (name === '' || VOID.has(name) || CLOSED_BY_THE_NEXT.has(name)) continue;
    const many = open.get(name) ?? 0;
    if (next === '/' && many === 0) continue;
    open.set(name, many + (next === '/' ? -1 : 1));
    depth += next === '/' ? -1 : 1;
    if (depth > limits.depth) return false;
  }
  return true;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ', amp: '&' };

/**
 * The words of it in one line and without any markup: for titles, for warnings, and where only the
 * beginning is shown. It is text, to be escaped like any other.
 */
export function plainText(html: string, max: number): string {
  const words = html
    .slice(0, REMOTE_LIMITS.length)
    .replaceAll(/<(?:br|\/p|\/div|\/li|\/h[1-6])[^<>]*>/gi, ' ')
    .replaceAll(/<[a-zA-Z/!?][^<>]*>/g, '')
    .replaceAll(/&(lt|gt|quot|#39|nbsp|amp);/g, (_entity, name) => ENTITIES[name] ?? '');
  return shortened(legible(words).replaceAll(/\s+/g, ' ').trim(), max);
}

/** Cut between characters, not within one. */
const shortened = (text: string, max: number): string =>
  text.length <= max
    ? text
    : `${Array.from(text.slice(0, max + 1))
        .slice(0, -1)
        .join('')
        .trimEnd()}…`;
