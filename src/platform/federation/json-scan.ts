import { isUtf8 } from 'node:buffer';

export interface ScanLimits {
  readonly depth: number;
  /** Of all objects together. */
  readonly keys: number;
  /** As written, escapes and all. */
  readonly stringBytes: number;
  readonly arrayEntries: number;
  /** Of an array under one of the keys that say to whom something is addressed. */
  readonly recipients: number;
}

export const SCAN_LIMITS: ScanLimits = {
  depth: 32,
  keys: 2_000,
  stringBytes: 102_400,
  arrayEntries: 256,
  recipients: 1_000,
};

export type ScanCode =
  | 'bad_json'
  | 'bad_text'
  | 'bad_number'
  | 'too_deep'
  | 'too_many_keys'
  | 'too_long'
  | 'duplicate_key';

export type Scanned = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly code: ScanCode };

/**
 * Reads JSON (RFC 8259) from strangers. One pass over the bytes, without recursion, before anything
 * is built of them: what is too deep, too long or too much is refused where it begins to be so.
 * Refused as well is whatever two readers may take in two ways (equal keys, `__proto__`, numbers
 * that a double cannot hold: RFC 7493), and text that PostgreSQL cannot store (NUL, lone surrogates).
 */
export function scanJson(bytes: Buffer, limits: ScanLimits = SCAN_LIMITS): Scanned {
  const code = isUtf8(bytes) ? new Scanner(bytes, limits).problem() : 'bad_json';
  return code ? { ok: false, code } : { ok: true, value: JSON.parse(bytes.toString('utf8')) };
}

/** Whether this may be a JSON object or array: of whatever is neither, the first byte shows it. */
export function mayBeStructured(bytes: Buffer): boolean {
  let at = 0;
  while (isSpace(bytes[at])) at += 1;
  return bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_ARRAY;
}

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ', or end';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SMALL_U = 0x75;
const LITERALS = new Map([
  [0x74, Buffer.from('true')],
  [0x66, Buffer.from('false')],
  [0x6e, Buffer.from('null')],
]);
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
const NO_DIGIT = 16;
/** What each byte is worth as a hexadecimal digit. */
const HEX_DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? NO_DIGIT : digit;
});
const IN_NUMBER = new Set(Buffer.from('0123456789+-.eE'));
const NUMBER_BYTES_MAX = 64;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const RECIPIENTS = new Set(['to', 'cc', 'bto', 'bcc']);

/** An object or array that has been opened: of an array, how many entries it has and may have. */
interface Open {
  readonly keys: Set<string> | undefined;
  readonly limit: number;
  entries: number;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

class Scanner {
  private readonly bytes: Buffer;
  private readonly limits: ScanLimits;
  private readonly open: Open[] = [];
  private at = 0;
  private keys = 0;
  private lastKey = '';
  private found: ScanCode | undefined;

  constructor(bytes: Buffer, limits: ScanLimits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  problem(): ScanCode | undefined {
    let expected: Expected | undefined = 'value';
    do {
      this.skipSpace();
      expected = this.step(expected);
      if (this.found) return this.found;
    } while (expected !== ', or end' || this.open.length > 0);
    this.skipSpace();
    return this.at === this.bytes.length ? undefined : 'bad_json';
  }

  private step(expected: Expected): Expected {
    const byte = this.bytes[this.at];
    switch (expected) {
      case 'key or }':
        return byte === CLOSE_OBJECT ? this.close() : this.key();
      case 'key':
        return this.key();
      case 'value or ]':
        return byte === CLOSE_ARRAY ? this.close() : this.value(byte);
      case 'value':
        return this.value(byte);
      case ', or end':
        return this.afterValue(byte);
    }
  }

  private afterValue(byte: number | undefined): Expected {
    const inObject = this.open.at(-1)?.keys !== undefined;
    if (byte === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.close();
    if (byte !== COMMA) return this.fail('bad_json');
    this.at += 1;
    return inObject ? 'key' : 'value';
  }

  private key(): Expected {
    this.keys += 1;
    if (this.keys > this.limits.keys) return this.fail('too_many_keys');
    if (this.bytes[this.at] !== QUOTE) return this.fail('bad_json');
    const start = this.at;
    const escaped = this.string();
    if (this.found) return ', or end';
    const key = this.textOf(start, escaped);
    if (key === '__proto__') return this.fail('bad_json');
    const { keys } = this.open.at(-1)!;
    if (keys?.has(key)) return this.fail('duplicate_key');
    keys?.add(key);
    this.lastKey = key;
    this.skipSpace();
    if (this.bytes[this.at] !== COLON) return this.fail('bad_json');
    this.at += 1;
    return 'value';
  }

  private textOf(start: number, escaped: boolean): string {
    const written = this.bytes.toString('utf8', start, this.at);
    return escaped ? JSON.parse(written) : written.slice(1, -1);
  }

  private value(byte: number | undefined): Expected {
    const within = this.open.at(-1);
    if (within && !within.keys) {
      within.entries += 1;
      if (within.entries > within.limit) return this.fail('too_long');
    }
    if (byte === OPEN_OBJECT) return this.enter(new Set(), 0);
    if (byte === OPEN_ARRAY) {
      const addressed = within?.keys !== undefined && RECIPIENTS.has(this.lastKey);
      return this.enter(undefined, addressed ? this.limits.recipients : this.limits.arrayEntries);
    }
    if (byte === QUOTE) this.string();
    else this.numberOrLiteral(byte);
    return ', or end';
  }

  private enter(keys: Set<string> | undefined, limit: number): Expected {
    if (this.open.length >= this.limits.depth) return this.fail('too_deep');
    this.open.push({ keys, limit, entries: 0 });
    this.at += 1;
    return keys ? 'key or }' : 'value or ]';
  }

  private close(): Expected {
    this.open.pop();
    this.at += 1;
    return ', or end';
  }

  /** Passes a string. True when something in it was escaped, so that it is not written as it reads. */
  private string(): boolean {
    const { bytes, limits } = this;
    const start = this.at + 1;
    let escaped = false;
    for (this.at = start; bytes[this.at] !== QUOTE && !this.found; this.at += 1) {
      const byte = bytes[this.at];
      if (byte === undefined) this.fail('bad_json');
      else if (this.at - start >= limits.stringBytes) this.fail('too_long');
      else if (byte < 0x20) this.fail(byte === 0 ? 'bad_text' : 'bad_json');
      else if (byte === BACKSLASH) {
        escaped = true;
        this.escape();
      }
    }
    this.at += 1;
    return escaped;
  }

  /** Passes an escape, and leaves off at its last byte. */
  private escape(): void {
    const kind = this.bytes[this.at + 1];
    this.at += 1;
    if (kind !== SMALL_U) {
      if (kind === undefined || !ESCAPED.has(kind)) this.fail('bad_json');
      return;
    }
    const unit = this.hex(this.at + 1);
    this.at += 4;
    if (unit === undefined) this.fail('bad_json');
    else if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) this.fail('bad_text');
    else if (unit >= 0xd800 && unit <= 0xdbff) this.lowSurrogate();
  }

  private lowSurrogate(): void {
    const follows = this.bytes[this.at + 1] === BACKSLASH && this.bytes[this.at + 2] === SMALL_U;
    const unit = follows ? this.hex(this.at + 3) : undefined;
    if (unit === undefined || unit < 0xdc00 || unit > 0xdfff) this.fail('bad_text');
    this.at += 6;
  }

  private hex(start: number): number | undefined {
    let unit = 0;
    for (let at = start; at < start + 4; at += 1) {
      const digit = HEX_DIGITS[this.bytes[at] ?? 0] ?? NO_DIGIT;
      if (digit === NO_DIGIT) return undefined;
      unit = unit * 16 + digit;
    }
    return unit;
  }

  private numberOrLiteral(byte: number | undefined): void {
    const literal = byte === undefined ? undefined : LITERALS.get(byte);
    if (!literal) this.number();
    else if (!this.bytes.subarray(this.at, this.at + literal.length).equals(literal)) this.fail('bad_json');
    else this.at += literal.length;
  }

  private number(): void {
    const start = this.at;
    while (IN_NUMBER.has(this.bytes[this.at] ?? 0)) this.at += 1;
    if (this.at - start > NUMBER_BYTES_MAX) this.fail('bad_number');
    else {
      const text = this.bytes.toString('latin1', start, this.at);
      if (!NUMBER.test(text)) this.fail('bad_json');
      else if (Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER) this.fail('bad_number');
    }
  }

  private skipSpace(): void {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }

  private fail(code: ScanCode): Expected {
    this.found ??= code;
    return ', or end';
  }
}
