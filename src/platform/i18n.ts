import { IntlMessageFormat } from 'intl-messageformat'; // ICU plurals and selects are not ours to reinvent
import type { VNode } from 'preact';

/** The languages of the interface. English is the source of every message; Arabic is written right to left. */
export const LOCALES = ['en', 'es', 'fr', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

export const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);

/** What each language calls itself, for people who look for theirs. */
export const ENDONYMS: Readonly<Record<Locale, string>> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
};

export type Messages = Readonly<Record<string, string>>;
/** A translation has exactly the keys of its English source: one too few or too many does not compile. */
export type TranslationOf<Source extends Messages> = { readonly [Key in keyof Source]: string };
export type Catalogue = Readonly<Record<Locale, Messages>>;

export type Params = Readonly<Record<string, string | number>>;
export type RichParams = Readonly<Record<string, string | number | VNode>>;

/** Everything a page needs to speak one language to one reader. */
export interface I18n {
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  /** The sentence for a key. An unknown key is shown as it is: a fault that is seen, not a blank. */
  t(key: string, params?: Params): string;
  /** The same with elements in place of names, so that they can be set apart in the text. */
  rich(key: string, params: RichParams): (string | VNode)[];
  has(key: string): boolean;
  number(value: number): string;
  /** "in 5 hours", "3 days ago": the largest unit that fits, rounded down. */
  relative(at: Date, now: Date): string;
  /** "in 5 hours" without the "in": how long there is left. */
  duration(seconds: number): string;
  date(at: Date, timeZone: string): string;
  dateTime(at: Date, timeZone: string): string;
  time(at: Date, timeZone: string): string;
}

/** Builds the speakers of all languages once; formats are compiled when first used and kept. */
export function createI18n(catalogues: readonly Catalogue[]): (locale: Locale) => I18n {
  const all = new Map<Locale, I18n>();
  return (locale) => {
    const known = all.get(locale);
    if (known) return known;
    const created = speaker(locale, Object.assign({}, ...catalogues.map((catalogue) => catalogue[locale])) as Messages);
    all.set(locale, created);
    return created;
  };
}

function speaker(locale: Locale, messages: Messages): I18n {
  const compiled = new Map<string, IntlMessageFormat>();
  const formatOf = (key: string): IntlMessageFormat => {
    const known = compiled.get(key);
    if (known) return known;
    const created = new IntlMessageFormat(messages[key] ?? key, tag(locale), undefined, { ignoreTag: true });
    compiled.set(key, created);
    return created;
  };
  return {
    locale,
    dir: locale === 'ar' ? 'rtl' : 'ltr',
    has: (key) => Object.hasOwn(messages, key),
    t: (key, params) => (Object.hasOwn(messages, key) ? String(formatOf(key).format(params)) : key),
    rich: (key, params) => {
      const parts = formatOf(key).format<VNode>(params);
      return Array.isArray(parts) ? parts : [parts];
    },
    ...numbersAndTimes(locale),
  };
}

/**
 * The conventions of each language: days before months and 24 hours in English, since its readers
 * here are seldom in the United States; in Arabic the digits 0 to 9, which all its readers know and
 * which amounts and hashes use too.
 */
const CONVENTIONS: Readonly<Record<Locale, string>> = { en: 'en-GB', es: 'es', fr: 'fr', ar: 'ar-u-nu-latn' };
const tag = (locale: Locale): string => CONVENTIONS[locale];

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

function numbersAndTimes(locale: Locale) {
  const language = tag(locale);
  const numbers = new Intl.NumberFormat(language);
  const relatives = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const formats = new Map<string, Intl.DateTimeFormat>();
  const inZone = (name: string, timeZone: string, options: Intl.DateTimeFormatOptions) => {
    const key = `${name} ${timeZone}`;
    const known = formats.get(key);
    if (known) return known;
    const created = new Intl.DateTimeFormat(language, { timeZone, ...options });
    formats.set(key, created);
    return created;
  };
  return {
    number: (value: number) => numbers.format(value),
    relative: (at: Date, now: Date) => {
      const seconds = Math.trunc((at.getTime() - now.getTime()) / 1_000);
      const [unit, size] = largestUnit(seconds);
      return relatives.format(Math.trunc(seconds / size), unit);
    },
    duration: (seconds: number) => {
      const [unit, size] = largestUnit(seconds);
      const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
      return format.format(Math.trunc(seconds / size));
    },
    date: (at: Date, timeZone: string) => inZone('date', timeZone, { dateStyle: 'long' }).format(at),
    dateTime: (at: Date, timeZone: string) =>
      inZone('both', timeZone, { dateStyle: 'long', timeStyle: 'short' }).format(at),
    time: (at: Date, timeZone: string) => inZone('time', timeZone, { timeStyle: 'short' }).format(at),
  };
}

const largestUnit = (seconds: number) => UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[5];
