import { honestText } from './remote-links.ts';
import { legible } from './remote-text.ts';

const TEXT_OR_TAG = /[^<]+|<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"<>]*")*)( ?\/)?>/y;
const BLOCKS = new Set(['p', 'ul', 'ol', 'li', 'blockquote', 'pre', 'h6']);
const INLINE = new Set(['a', 'span', 'strong', 'b', 'em', 'i', 'u', 'del', 's', 'code']);
/** Within these a new item is another list's. */
const AROUND_ITEMS = new Set(['ul', 'ol', 'blockquote', 'pre']);
const CLASS = /^(?: class="[a-z -]+")?$/;
const LINK = /^ href="(https?:\/\/[^"]+)" rel="nofollow noopener noreferrer ugc"(?: class="[a-z -]+")?$/;

/** An element whose end has not come yet: what it has in it so far, as HTML and as text. */
interface Open {
  readonly name: string;
  readonly begin: string;
  readonly end: string;
  readonly url?: URL | undefined;
  inner: string;
  text: string;
}

/**
 * Writes HTML that has been cleaned once more, so that every browser reads it as the one tree that it
 * looks like: nothing is left open, no paragraph stands within another, no link within a link. Titles
 * become strong paragraphs, and links say where they lead. Undefined when anything stands there that
 * the cleaner should not have left: this is the second net, and knows only the form in which that writes.
 */
export function rewritten(clean: string): string | undefined {
  const tree = createTree();
  for (let at = 0; at < clean.length; at = TEXT_OR_TAG.lastIndex) {
    TEXT_OR_TAG.lastIndex = at;
    const found = TEXT_OR_TAG.exec(clean);
    if (!found) return undefined;
    const [piece, closes, name, attributes = ''] = found;
    if (name === undefined) tree.put(legible(piece), legible(piece));
    else if (name === 'br' && attributes === '') tree.put('<br>', ' ');
    else if (closes && attributes === '') tree.close(name);
    else {
      const element = elementOf(name, attributes, piece);
      if (!element) return undefined;
      tree.open(element);
    }
  }
  return tree.whole();
}

function elementOf(name: string, attributes: string, begin: string): Open | undefined {
  const nothing = { inner: '', text: '' };
  if (name === 'h6')
    return attributes === '' ? { name: 'p', begin: '<p><strong>', end: '</strong></p>', ...nothing } : undefined;
  const open = { name, begin, end: `</${name}>`, ...nothing };
  if (name === 'a') {
    const url = URL.parse(unescaped(LINK.exec(attributes)?.[1] ?? ''));
    return url ? { ...open, url } : undefined;
  }
  const fits = name === 'span' ? CLASS.test(attributes) : attributes === '';
  return fits && (BLOCKS.has(name) || INLINE.has(name)) ? open : undefined;
}

function createTree() {
  const root: Open = { name: '', begin: '', end: '', inner: '', text: '' };
  const stack: Open[] = [root];
  let linksLeftOut = 0;

  const top = (): Open => stack.at(-1) ?? root;
  const put = (html: string, text: string): void => {
    top().inner += html;
    top().text += text;
  };
  /** Ends it, and whatever was begun within it. */
  const endFrom = (index: number): void => {
    while (index > 0 && stack.length > index) {
      const ended = stack.pop();
      if (ended) put(htmlOf(ended), ended.text);
    }
  };
  const last = (name: string): number => stack.findLastIndex((each) => each.name === name);

  return {
    put,
    open(element: Open): void {
      if (element.name === 'a' && last('a') > 0) {
        linksLeftOut += 1;
        return;
      }
      if (BLOCKS.has(element.name)) endFrom(last('p'));
      const around = stack.findLastIndex(({ name }) => AROUND_ITEMS.has(name));
      if (element.name === 'li' && last('li') > around) endFrom(last('li'));
      stack.push(element);
    },
    close(name: string): void {
      if (name === 'a' && linksLeftOut > 0) linksLeftOut -= 1;
      else endFrom(last(name === 'h6' ? 'p' : name));
    },
    whole(): string {
      endFrom(1);
      return root.inner;
    },
  };
}

function htmlOf({ begin, end, url, inner, text }: Open): string {
  const honest = url && honestText(url, unescaped(text));
  return `${begin}${honest === undefined ? inner : escaped(honest)}${end}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

export const escaped = (text: string): string => text.replaceAll(/[&<>]/g, (character) => ESCAPES[character] ?? '');
const unescaped = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot);/g, (_entity, name) => ENTITIES[name] ?? '');
