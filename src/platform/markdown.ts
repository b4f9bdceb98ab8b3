import MarkdownIt from 'markdown-it'; // CommonMark, with raw HTML off
import sanitizeHtml from 'sanitize-html'; // the second net: whatever the parser may let through, this does not

const TEXT_MAX = 64 * 1_024;
const NESTING_MAX = 40;

const parser = new MarkdownIt({ html: false, linkify: false, breaks: false, maxNesting: NESTING_MAX });
parser.disable(['image']); // a picture from elsewhere would tell that place who reads this

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'hr',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'ul',
    'ol',
    'li',
    'blockquote',
    'pre',
    'code',
    'em',
    'strong',
    's',
    'a',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['https', 'http'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: NESTING_MAX + 10,
  transformTags: {
    // The page has its own h1; what people write begins below it.
    h1: 'h2',
    a: (_tag, attributes) => ({ tagName: 'a', attribs: { ...linkAttributes(attributes.href) } }),
  },
};

/** Only whole addresses without a user part: "https://bank.example@evil.example" looks like another place. */
function linkAttributes(href: string | undefined): Record<string, string> {
  if (!href) return {};
  if (href.startsWith('/') && !href.startsWith('//')) return { href };
  try {
    const url = new URL(href);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && !url.username && !url.password ? { href, rel: 'nofollow noopener noreferrer' } : {};
  } catch {
    return {};
  }
}

/** What a member wrote, as HTML of an allowlist. Made anew for each page: a safer version mends old texts too. */
export function renderMarkdown(text: string): string {
  return sanitizeHtml(parser.render(text.slice(0, TEXT_MAX)), ALLOWED);
}

/** The words alone, without marks, cut at a word: to show a line of a text somewhere else. `max` in UTF-16 code units. */
export function plainExcerpt(text: string, max: number): string {
  const words = parser
    .parse(text.slice(0, TEXT_MAX), {})
    .flatMap((token) => token.children ?? [token])
    .map(({ type, content, block }) => (block || /break$/.test(type) ? `${content} ` : content));
  const whole = words.join('').replaceAll(/\s+/g, ' ').trim();
  if (whole.length <= max) return whole;
  const cut = whole.slice(0, max).toWellFormed();
  const end = cut.lastIndexOf(' ');
  return `${end > 0 ? cut.slice(0, end) : cut}…`;
}
