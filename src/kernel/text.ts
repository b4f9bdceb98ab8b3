/** PostgreSQL cannot store NUL, and a lone surrogate is not Unicode: neither is text. */
export const isText = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');

/** One form for what people type: NFC, plain line feeds, no space at the ends. */
export const tidy = (value: string): string => value.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();
