import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

const parser = new MarkdownIt({ html: false, linkify: false, breaks: false, maxNesting: 40 });
// What other servers would tear apart or drop is left as it was typed.
parser.disable(['image', 'table', 'strikethrough', 'hr']);

/**
 * What a member wrote, as the HTML that every server shows: the subset of elements that Mastodon,
 * GoToSocial, Misskey and Lemmy all keep. Links of ours become whole addresses.
 */
export function wireHtml(markdown: string, origin: string): string {
  const html = sanitizeHtml(parser.render(markdown.slice(0, 65_536)), {
    allowedTags: ['p', 'br', 'a', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'h2', 'h3'],
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
    allowedSchemes: ['https', 'http'],
    allowProtocolRelative: false,
    transformTags: {
      h1: 'h2',
      h4: 'h3',
      h5: 'h3',
      h6: 'h3',
      a: (_tag, { href = '' }) => {
        const whole = wholeAddress(href, origin);
        return { tagName: 'a', attribs: whole ? { href: whole, rel: 'nofollow noopener noreferrer' } : {} };
      },
    },
  });
  return html.trim();
}

function wholeAddress(href: string, origin: string): string | undefined {
  if (href.startsWith('/') && !href.startsWith('//')) return `${origin}${href}`;
  const url = URL.parse(href);
  if (!url || url.username || url.password) return undefined;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Plain text as HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
