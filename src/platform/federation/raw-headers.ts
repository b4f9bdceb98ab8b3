/** Headers that say what a message is: where one of them comes twice, two readers may each take another. */
const ONCE = [
  'host',
  'date',
  'digest',
  'content-digest',
  'content-type',
  'content-length',
  'content-encoding',
  'signature',
  'signature-input',
] as const;

/** The headers of a request as they came, by lower-case name; one that came twice has two values. */
export type RawHeaders = ReadonlyMap<string, readonly string[]>;

/** From the flat list of names and values that Node keeps, in which nothing has been joined or dropped. */
export function headersOf(rawHeaders: readonly string[]): RawHeaders {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    const value = rawHeaders[at + 1]!.trim();
    const sofar = headers.get(name);
    if (sofar) sofar.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

/** One value, several joined as RFC 9110 §5.3 joins them. */
export const headerOf = (headers: RawHeaders, name: string): string | undefined => headers.get(name)?.join(', ');

export const isAmbiguous = (headers: RawHeaders): boolean => ONCE.some((name) => (headers.get(name)?.length ?? 0) > 1);
