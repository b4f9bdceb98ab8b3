import { describe, expect, it } from 'vitest';
import {
  acceptanceEndsAt,
  isLive,
  layDown,
  type Mandate,
  mandateStatus,
  requireAcceptable,
  termEnd,
} from '../../src/mandates/mandate.ts';
import { OFFICES, POWERS_OF } from '../../src/mandates/office.ts';
import { refusal } from '../support/refusal.ts';

const GRANTED = new Date('2026-03-01T12:00:00.000Z');
const ACCEPTED = new Date('2026-03-02T12:00:00.000Z');
const OFFER_ENDS = new Date('2026-03-08T12:00:00.000Z');
const TERM_ENDS = new Date('2026-03-31T12:00:00.000Z');
const justBefore = (instant: Date) => new Date(instant.getTime() - 1);

const offered: Mandate = {
  id: 'm1',
  office: 'convenor',
  holder: 'ana',
  powers: POWERS_OF.convenor,
  source: 'decision',
  sourceId: 'd1',
  grantedAt: GRANTED,
  startsAt: GRANTED,
  endsAt: TERM_ENDS,
  acceptedAt: null,
  endedAt: null,
  endReason: null,
};
const accepted: Mandate = { ...offered, acceptedAt: ACCEPTED };
const later: Mandate = { ...accepted, startsAt: new Date('2026-03-20T12:00:00Z') };
const ended = (endReason: Mandate['endReason']): Mandate => ({ ...accepted, endedAt: ACCEPTED, endReason });

describe('a mandate', () => {
  it.each`
    mandate                | now                           | status
    ${offered}             | ${GRANTED}                    | ${'offered'}
    ${offered}             | ${justBefore(OFFER_ENDS)}     | ${'offered'}
    ${offered}             | ${OFFER_ENDS}                 | ${'lapsed'}
    ${offered}             | ${TERM_ENDS}                  | ${'lapsed'}
    ${accepted}            | ${OFFER_ENDS}                 | ${'live'}
    ${accepted}            | ${justBefore(TERM_ENDS)}      | ${'live'}
    ${accepted}            | ${TERM_ENDS}                  | ${'expired'}
    ${later}               | ${justBefore(later.startsAt)} | ${'upcoming'}
    ${later}               | ${later.startsAt}             | ${'live'}
    ${ended('declined')}   | ${ACCEPTED}                   | ${'declined'}
    ${ended('resigned')}   | ${ACCEPTED}                   | ${'resigned'}
    ${ended('vacated')}    | ${ACCEPTED}                   | ${'vacated'}
    ${ended('superseded')} | ${TERM_ENDS}                  | ${'superseded'}
  `('is $status from what is written and the time $now', ({ mandate, now, status }) => {
    expect(mandateStatus(mandate, now)).toBe(status);
    expect(isLive(mandate, now)).toBe(status === 'live');
  });

  it('lapses before its seven days are over where its term is shorter', () => {
    const short = { ...offered, endsAt: termEnd(GRANTED, 2) };
    expect(mandateStatus(short, justBefore(short.endsAt))).toBe('offered');
    expect(mandateStatus(short, short.endsAt)).toBe('lapsed');
  });

  it('counts days of twenty-four hours, whatever the clocks do on the way', () => {
    expect(termEnd(new Date('2026-03-28T12:00:00Z'), 1)).toEqual(new Date('2026-03-29T12:00:00Z'));
    expect(acceptanceEndsAt(offered)).toEqual(OFFER_ENDS);
  });
});

describe('taking a mandate up', () => {
  it('is for the person named, until the last millisecond of the seventh day', () => {
    expect(() => requireAcceptable(offered, 'ana', GRANTED)).not.toThrow();
    expect(() => requireAcceptable(offered, 'ana', justBefore(OFFER_ENDS))).not.toThrow();
  });

  it.each`
    who                                     | mandate                                                     | member   | now           | code
    ${'anybody else'}                       | ${offered}                                                  | ${'bo'}  | ${GRANTED}    | ${'mandate.not_yours'}
    ${'the person named, after seven days'} | ${offered}                                                  | ${'ana'} | ${OFFER_ENDS} | ${'mandate.offer_lapsed'}
    ${'the person named, a second time'}    | ${accepted}                                                 | ${'ana'} | ${OFFER_ENDS} | ${'mandate.already_accepted'}
    ${'the person named, once declined'}    | ${{ ...offered, endedAt: ACCEPTED, endReason: 'declined' }} | ${'ana'} | ${ACCEPTED}   | ${'mandate.already_ended'}
    ${'the person named, once vacated'}     | ${{ ...offered, endedAt: ACCEPTED, endReason: 'vacated' }}  | ${'ana'} | ${ACCEPTED}   | ${'mandate.already_ended'}
  `('is refused to $who', ({ mandate, member, now, code }) => {
    expect(() => requireAcceptable(mandate, member, now)).toThrow(refusal(code));
  });
});

describe('laying a mandate down', () => {
  it.each`
    mandate     | now                           | reason
    ${offered}  | ${justBefore(OFFER_ENDS)}     | ${'declined'}
    ${accepted} | ${justBefore(TERM_ENDS)}      | ${'resigned'}
    ${later}    | ${justBefore(later.startsAt)} | ${'resigned'}
  `('is "$reason" for its holder', ({ mandate, now, reason }) => {
    expect(layDown(mandate, 'ana', now)).toBe(reason);
  });

  it.each`
    who                              | mandate              | member   | now           | code
    ${'anybody else'}                | ${accepted}          | ${'bo'}  | ${ACCEPTED}   | ${'mandate.not_yours'}
    ${'its holder, once it lapsed'}  | ${offered}           | ${'ana'} | ${OFFER_ENDS} | ${'mandate.already_ended'}
    ${'its holder, once it ran out'} | ${accepted}          | ${'ana'} | ${TERM_ENDS}  | ${'mandate.already_ended'}
    ${'its holder, a second time'}   | ${ended('resigned')} | ${'ana'} | ${ACCEPTED}   | ${'mandate.already_ended'}
  `('is refused to $who', ({ mandate, member, now, code }) => {
    expect(() => layDown(mandate, member, now)).toThrow(refusal(code));
  });
});

describe('the offices', () => {
  it('share no power, and grant at least one each', () => {
    const powers = OFFICES.flatMap((office): readonly string[] => POWERS_OF[office]);
    expect(new Set(powers).size).toBe(powers.length);
    for (const office of OFFICES) expect(POWERS_OF[office].length).toBeGreaterThan(0);
  });
});
