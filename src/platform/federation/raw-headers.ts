/** Headers that say what a message is: where one of them comes twice, two readers may each take another. */
const ONCE = new Set([
  'host',
  'date',
  'digest',
  'content-digest',
  'content-type',
  'content-length',
  'content-encoding',
  'signature',
  'signature-input',
]);

/** Names, in lower case, and values of the headers of a request, in turn; one that came twice stands there twice. */
export type RawHeaders = readonly string[];

/** From the flat list that Node keeps, in which nothing has been joined or dropped. */
export const headersOf = (rawHeaders: readonly string[]): RawHeaders =>
  rawHeaders.map((text, at) => (at % 2 === 0 ? text.toLowerCase() : text.trim()));

/** One value, several joined as RFC 9110 §5.3 joins them. */
export function headerOf(headers: RawHeaders, name: string): string | undefined {
  let found: string | undefined;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (headers[at] === name) found = found === undefined ? headers[at + 1] : `${found}, ${headers[at + 1]}`;
  }
  return found;
}

export function isAmbiguous(headers: RawHeaders): boolean {
  for (let at = 2; at < headers.length; at += 2) {
    const name = headers[at]!;
    if (!ONCE.has(name)) continue;
    for (let before = 0; before < at; before += 2) if (headers[before] === name) return true;
  }
  return false;
}
