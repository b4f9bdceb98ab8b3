/** What a field refuses: what is typed, and the code that it is answered with. */
export type Refused = readonly (readonly [typed: string, code: string, params?: Readonly<Record<string, number>>])[];

export const text = (max: number, min = 1): Refused => [
  ...['', '  \n ', ...(min > 1 ? ['x'] : [])].map((typed) =>
    min > 1 ? ([typed, 'field.too_short', { min }] as const) : ([typed, 'field.required'] as const),
  ),
  ['x'.repeat(max + 1), 'field.too_long', { max }],
  ['before\u0000after', 'field.not_text'],
];
export const optional = (max: number): Refused => text(max).filter(([, code]) => code !== 'field.required');
export const choice: Refused = [
  ['', 'field.invalid'],
  ['nonsense', 'field.invalid'],
  ['__proto__', 'field.invalid'],
  ['en\u0000', 'field.invalid'],
];
export const zone: Refused = [
  ['', 'founding.zone.invalid'],
  ['Nowhere/Land', 'founding.zone.invalid'],
  ['+02:00', 'founding.zone.invalid'],
  ['x'.repeat(61), 'field.too_long', { max: 60 }],
];
export const handle: Refused = [
  ...text(60),
  ['a', 'handle.invalid'],
  ['a b', 'handle.invalid'],
  ['a\u202eb', 'handle.invalid'],
];
export const language: Refused = [
  ['', 'field.invalid'],
  ['not a language', 'field.invalid'],
  ['x'.repeat(36), 'field.too_long', { max: 35 }],
];
export const newPassphrase = text(200, 12);
export const passphrase = text(200);
