/** PostgreSQL cannot store NUL, and a lone surrogate is not Unicode: neither is text. */
export const isText = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');

/** Its beginning, which ends between characters: half of a surrogate pair is no text. */
export function beginningOf(text: string, max: number): string {
  const cut = text.slice(0, max);
  return text.length > max && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** One form for what people type: NFC, plain line feeds, no space at the ends. */
export const tidy = (value: string): string => value.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();
