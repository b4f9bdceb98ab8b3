/** RFC 9651, as far as signatures and digests need it: dictionaries of byte sequences and of lists of strings. */
export type BareItem = string | number | boolean | Buffer;
export type Parameters = ReadonlyMap<string, BareItem>;

export interface Item {
  readonly value: BareItem;
  readonly parameters: Parameters;
}

export interface Member {
  readonly value: BareItem | readonly Item[];
  readonly parameters: Parameters;
  /** Value and parameters as they were written: what a signature covers. */
  readonly text: string;
}

export type Dictionary = ReadonlyMap<string, Member>;
/** RFC 9651 lets the last of two equal keys win; here they are 'ambiguous', since not every reader does. */
export type DictionaryProblem = 'malformed' | 'ambiguous';

const MEMBERS_MAX = 16;
const KEY = /[a-z*][a-z0-9_.*-]*/y;
const STRING = /"((?:[ !#-[\]-~]|\\["\\])*)"/y;
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
const NUMBER = /-?\d{1,15}(?:\.\d{1,3})?/y;
const BOOLEAN = /\?([01])/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
const COMMA = /[ \t]*,[ \t]*/y;
const SPACES = / */y;

/** Reads a dictionary. Every expression above is anchored where it is tried, so each character is read once. */
export function parseDictionary(text: string): Dictionary | DictionaryProblem {
  const reader = new Reader(text);
  try {
    return reader.dictionary();
  } catch (error) {
    if (error instanceof FieldError) return error.problem;
    throw error;
  }
}

class FieldError extends Error {
  readonly problem: DictionaryProblem;
  constructor(problem: DictionaryProblem) {
    super(problem);
    this.problem = problem;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  dictionary(): Dictionary {
    const members = new Map<string, Member>();
    while (this.at < this.text.length) {
      const key = this.key();
      if (members.has(key)) throw new FieldError('ambiguous');
      if (members.size >= MEMBERS_MAX) throw new FieldError('malformed');
      members.set(key, this.member());
      if (this.at < this.text.length) this.between();
    }
    return members;
  }

  private between(): void {
    if (this.match(COMMA) === undefined || this.at === this.text.length) throw new FieldError('malformed');
  }

  private member(): Member {
    const given = this.next('=');
    const start = this.at;
    const value = given ? (this.next('(') ? this.list() : this.bareItem()) : true;
    const parameters = this.parameters();
    return { value, parameters, text: this.text.slice(start, this.at) };
  }

  private list(): readonly Item[] {
    const items: Item[] = [];
    for (;;) {
      const spaces = this.match(SPACES)?.[0] ?? '';
      if (this.next(')')) return items;
      if (items.length > 0 && spaces === '') throw new FieldError('malformed');
      items.push({ value: this.bareItem(), parameters: this.parameters() });
    }
  }

  private parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.next(';')) {
      this.match(SPACES);
      const key = this.key();
      if (parameters.has(key)) throw new FieldError('ambiguous');
      parameters.set(key, this.next('=') ? this.bareItem() : true);
    }
    return parameters;
  }

  private bareItem(): BareItem {
    const string = this.match(STRING);
    if (string) return string[1]!.replaceAll(/\\(.)/g, '$1');
    const bytes = this.match(BYTES);
    if (bytes) return Buffer.from(bytes[1]!, 'base64');
    const number = this.match(NUMBER);
    if (number) return Number(number[0]);
    const boolean = this.match(BOOLEAN);
    if (boolean) return boolean[1] === '1';
    const token = this.match(TOKEN);
    if (token) return token[0];
    throw new FieldError('malformed');
  }

  private key(): string {
    const found = this.match(KEY);
    if (!found) throw new FieldError('malformed');
    return found[0];
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found ?? undefined;
  }

  private next(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
}
