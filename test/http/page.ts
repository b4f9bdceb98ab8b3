/** A form as a browser would send it if its button were pressed now. */
export interface Form {
  readonly action: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What came back. */
export class Page {
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;

  constructor(path: string, status: number, headers: Readonly<Record<string, unknown>>, bytes: Buffer) {
    this.path = path;
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
  }

  get html(): string {
    return this.bytes.toString('utf8');
  }

  get location(): string | undefined {
    return this.headers.location as string | undefined;
  }

  header(name: string): string {
    return String(this.headers[name] ?? '');
  }

  json<T = Record<string, unknown>>(): T {
    return JSON.parse(this.html) as T;
  }

  /** What a reader sees, without tags, each run of space as one. */
  get text(): string {
    return unescaped(this.html.replaceAll(/<head>[\s\S]*?<\/head>/g, ' ').replaceAll(ANY_TAG, ' ')).replaceAll(
      /[ \t\r\n]+/g,
      ' ',
    );
  }

  /** Every tag with its attributes, and whatever looks like one but is none that a page of ours would hold. */
  get tags(): { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
    const found = [...this.html.matchAll(ANY_TAG)].map(([, name = '', attributes = '']) => ({
      name,
      attributes: attributesOf(attributes),
    }));
    const odd =
      this.html
        .replace('<!doctype html>', '')
        .replaceAll(ANY_TAG, '')
        .match(/<[^\s=].{0,60}/g) ?? [];
    return [...found, ...odd.map((name) => ({ name, attributes: {} }))];
  }

  /** The path of the first link whose address begins so. */
  link(beginning: string): string {
    const links = [...this.html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => unescaped(href));
    const found = links.find((href) => href.startsWith(beginning));
    if (!found) throw new Error(`no link to ${beginning} on ${this.path}, only ${links.join(' ')}`);
    return found;
  }

  get forms(): Form[] {
    return [...this.html.matchAll(new RegExp(`<form(${ATTRIBUTES})\\s*>([\\s\\S]*?)</form>`, 'g'))].map(
      ([, head = '', body = '']) => {
        const { action = this.path, method = 'get' } = attributesOf(head);
        return { action, method, fields: fieldsOf(body) };
      },
    );
  }

  form(action: string): Form {
    const found = this.forms.find((form) => form.action === action);
    if (found) return found;
    const actions = this.forms.map((form) => form.action).join(' ');
    throw new Error(
      `no form for ${action} on ${this.path} (${this.status}), only ${actions || 'none'}: ${this.text.slice(0, 300)}`,
    );
  }
}

const ATTRIBUTES = '(?:\\s+[^\\s=>"/]+(?:="[^"]*")?)*';
const ANY_TAG = new RegExp(`<(/?[a-zA-Z][a-zA-Z0-9]*)(${ATTRIBUTES})\\s*/?>`, 'g');
const CONTROL = new RegExp(
  `<input(${ATTRIBUTES})\\s*/?>|<textarea(${ATTRIBUTES})\\s*>([\\s\\S]*?)</textarea>|<select(${ATTRIBUTES})\\s*>([\\s\\S]*?)</select>`,
  'g',
);

/** The node's own pages always quote attributes and escape what they hold, so that this is exact. */
const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([^\s="/]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, unescaped(value)]),
  );

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
export const unescaped = (text: string): string =>
  text.replaceAll(/&(lt|gt|quot|amp|#39);/g, (_, name) => ENTITIES[name] ?? '');

function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, input, area, typed = '', select, options = ''] of html.matchAll(CONTROL)) {
    const { name, type, value = '', ...flags } = attributesOf(input ?? area ?? select ?? '');
    if (!name || 'disabled' in flags) continue;
    if (input !== undefined) {
      if (!['radio', 'checkbox'].includes(type ?? '') || 'checked' in flags) fields[name] = value;
    } else if (area !== undefined) {
      fields[name] = unescaped(typed.replaceAll('\r\n', '\n').replace(/^\n/, ''));
    } else {
      const choices = [...options.matchAll(new RegExp(`<option(${ATTRIBUTES})\\s*>`, 'g'))].map(([, each = '']) =>
        attributesOf(each),
      );
      fields[name] = (choices.find((choice) => 'selected' in choice) ?? choices[0])?.value ?? '';
    }
  }
  return fields;
}
