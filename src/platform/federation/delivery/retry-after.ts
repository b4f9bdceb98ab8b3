const LENGTH_MAX = 40;
const SECONDS = /^\d+$/;
const ASCTIME = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;
const RFC_850 = /^([A-Z][a-z]{2})[a-z]{3,6}, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d) GMT$/;

/**
 * How long the other side wants to be left alone, in milliseconds from now: `Retry-After` of RFC 9110,
 * section 10.2.3, as seconds or as a date in any of the three forms of its section 5.6.7. What is
 * neither, to the letter, is undefined; a date that has passed is 0.
 */
export function retryAfterMs(value: string | undefined, now: Date): number | undefined {
  if (value === undefined || value.length > LENGTH_MAX) return undefined;
  if (SECONDS.test(value)) return Number(value) * 1_000;
  const at = instantOf(value) ?? instantOf(fromAsctime(value)) ?? instantOf(fromRfc850(value, now));
  return at === undefined ? undefined : Math.max(at - now.getTime(), 0);
}

/** Only what is written exactly so is such a date: day of the week, zeros, and all. */
function instantOf(date: string | undefined): number | undefined {
  const ms = Date.parse(date ?? '');
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === date ? ms : undefined;
}

function fromAsctime(value: string): string | undefined {
  const [, weekday, month, day, time, year] = ASCTIME.exec(value) ?? [];
  return year && `${weekday}, ${day?.replace(' ', '0')} ${month} ${year} ${time} GMT`;
}

/** A year of two digits that seems to be more than fifty years away is one that has passed. */
function fromRfc850(value: string, now: Date): string | undefined {
  const [, weekday, day, month, digits, time] = RFC_850.exec(value) ?? [];
  if (!digits) return undefined;
  const thisYear = now.getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return `${weekday}, ${day} ${month} ${year > thisYear + 50 ? year - 100 : year} ${time} GMT`;
}
