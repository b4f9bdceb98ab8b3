import type { FastifyRequest } from 'fastify';
import { type I18n, isLocale, LOCALES, type Locale } from '../i18n.ts';

/** The member who is asking, as the session or token says. What they may do is asked of the mandates, each time. */
export interface Viewer {
  readonly id: string;
  readonly handle: string;
  readonly locale: Locale;
  readonly timeZone: string;
  /** Digest of the session or token by which they are here: it can be ended like any other. */
  readonly credential: string;
  /** What a bearer token may be used for; a session may always act. */
  readonly scope: 'act' | 'read';
}

/** What every page shows of the collective. */
export interface HouseView {
  readonly founded: boolean;
  readonly name: string;
  readonly handle: string;
  readonly summary: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly foundedAt: Date | undefined;
}

/** Everything a page needs beyond its own view: who reads, in which language, when, and the form token. */
export interface PageContext {
  readonly i18n: I18n;
  readonly house: HouseView;
  readonly viewer: Viewer | undefined;
  readonly now: Date;
  /** The reader's zone: a member's own, else the collective's. */
  readonly timeZone: string;
  readonly formToken: string;
  readonly path: string;
  readonly origin: URL;
  readonly notice: string | undefined;
  /** A fresh id for the hidden field of a form that makes something new. */
  newOnce(): string;
}

/** A member's choice, else the visitor's, else what the browser asks for, else the collective's. */
export function localeOf(
  request: FastifyRequest,
  cookie: string,
  viewer: Viewer | undefined,
  house: HouseView,
): Locale {
  if (viewer) return viewer.locale;
  const chosen = request.cookies?.[cookie];
  if (isLocale(chosen)) return chosen;
  return acceptedLocale(request.headers['accept-language']) ?? house.locale;
}

/** The best of our languages in an Accept-Language header (RFC 9110 §12.5.4); undefined when none is asked for. */
export function acceptedLocale(header: string | undefined): Locale | undefined {
  if (!header || header.length > 500) return undefined;
  const wanted = header
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().split(';');
      const quality = parameters
        .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
        .find(Boolean);
      return { language: range.toLowerCase().split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const locale = LOCALES.find((candidate) => candidate === language);
    if (locale) return locale;
  }
  return undefined;
}

/** Whether an Accept-Encoding header takes gzip, and does not say that it must not be (RFC 9110 §12.5.3). */
export const acceptsGzip = (header: string | string[] | undefined): boolean =>
  String(header ?? '')
    .split(',')
    .some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
