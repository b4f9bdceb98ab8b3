/** An element of an XML document, as far as a feed needs it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The text in it, without that of its children. */
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

const NAME = '[A-Za-z_][\\w:.-]*';
const TOKEN = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|([^<]+)`, 'gy');
/** What XML 1.0 cannot hold (§2.2). */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads a document strictly: one root, every element closed by its own name, every attribute once and
 * in quotes, no entity but the five of XML, no declaration but the first. Throws at whatever else.
 */
export function parseXml(document: string): Element {
  const begin = '<?xml version="1.0" encoding="utf-8"?>\n';
  if (!document.startsWith(begin)) throw new Error('it does not begin as XML');
  if (FORBIDDEN.test(document) || !document.isWellFormed()) throw new Error('it holds what XML cannot hold');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  TOKEN.lastIndex = begin.length;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(document);
    if (!found) throw new Error(`no XML at ${JSON.stringify(document.slice(at, at + 60))}`);
    take(found, open);
  }
  const [only, ...others] = root.children;
  if (open.length > 1 || !only || others.length > 0 || root.text.trim() !== '')
    throw new Error('it is not one element');
  return only;
}

function take([, closing, name = '', attributes = '', empty, text]: RegExpExecArray, open: Open[]): void {
  const current = open.at(-1)!;
  if (text !== undefined) {
    if (text.includes(']]>')) throw new Error('text ends a section that has not begun');
    current.text += decoded(text);
  } else if (closing) {
    if (current.name !== name || open.length === 1 || attributes || empty) throw new Error(`</${name}> closes nothing`);
    open.pop();
  } else {
    const element: Open = { name, attributes: attributesOf(attributes), children: [], text: '' };
    current.children.push(element);
    if (!empty) open.push(element);
  }
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([^\s="]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decoded(value)]);
  const attributes = Object.fromEntries(pairs);
  if (Object.keys(attributes).length !== pairs.length) throw new Error(`an attribute stands twice in ${text}`);
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', apos: "'" };

const decoded = (text: string): string =>
  text.replaceAll(/&([^;]{0,10};?)/g, (whole, name: string) => {
    const character = name.endsWith(';') ? ENTITIES[name.slice(0, -1)] : undefined;
    if (character === undefined) throw new Error(`${whole} is no entity of XML`);
    return character;
  });

/** The children of that name. */
export const within = ({ children }: Element, name: string): readonly Element[] =>
  children.filter((child) => child.name === name);

export const textIn = (element: Element, name: string): string | undefined => within(element, name)[0]?.text;
