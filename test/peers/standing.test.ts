import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReviewDue, MODES, namesOfServer, requireReasoned, standingOf, VERDICTS } from '../../src/peers/standing.ts';
import { refusal } from '../support/refusal.ts';

const nothing = { actor: undefined, server: undefined, followed: false, keptOutBefore: [] };

describe('how a stranger stands', () => {
  it.each`
    mode            | actor         | server        | followed | standing
    ${'quarantine'} | ${undefined}  | ${undefined}  | ${false} | ${'held'}
    ${'quarantine'} | ${undefined}  | ${undefined}  | ${true}  | ${'heard'}
    ${'quarantine'} | ${'let_in'}   | ${undefined}  | ${false} | ${'heard'}
    ${'quarantine'} | ${undefined}  | ${'let_in'}   | ${false} | ${'heard'}
    ${'quarantine'} | ${'let_in'}   | ${'keep_out'} | ${false} | ${'heard'}
    ${'quarantine'} | ${'keep_out'} | ${'let_in'}   | ${false} | ${'kept_out'}
    ${'quarantine'} | ${'keep_out'} | ${undefined}  | ${true}  | ${'kept_out'}
    ${'quarantine'} | ${undefined}  | ${'keep_out'} | ${true}  | ${'kept_out'}
    ${'quarantine'} | ${'none'}     | ${'keep_out'} | ${false} | ${'kept_out'}
    ${'quarantine'} | ${'none'}     | ${'none'}     | ${false} | ${'held'}
    ${'open'}       | ${undefined}  | ${undefined}  | ${false} | ${'heard'}
    ${'open'}       | ${undefined}  | ${'keep_out'} | ${false} | ${'kept_out'}
    ${'allowlist'}  | ${undefined}  | ${undefined}  | ${false} | ${'held'}
    ${'allowlist'}  | ${undefined}  | ${'let_in'}   | ${false} | ${'heard'}
    ${'closed'}     | ${undefined}  | ${undefined}  | ${false} | ${'held'}
  `(
    'is $standing in mode $mode, with $actor said of them, $server of their server, followed: $followed',
    ({ mode, standing, ...known }) => {
      expect(standingOf({ ...nothing, ...known }, mode)).toBe(standing);
    },
  );

  it('never becomes better by being kept out, nor worse by being let in', () => {
    const RANK = { kept_out: 0, held: 1, heard: 2 };
    const verdict = fc.option(fc.constantFrom(...VERDICTS), { nil: undefined });
    const keptOutBefore = fc.constantFrom([], ['https://b.example/users/eve']);
    const known = fc.record({ actor: verdict, server: verdict, followed: fc.boolean(), keptOutBefore });
    fc.assert(
      fc.property(known, fc.constantFrom(...MODES), (about, mode) => {
        const now = RANK[standingOf(about, mode)];
        expect(RANK[standingOf({ ...about, actor: 'keep_out' }, mode)]).toBeLessThanOrEqual(now);
        expect(RANK[standingOf({ ...about, actor: 'let_in' }, mode)]).toBeGreaterThanOrEqual(now);
      }),
    );
  });

  it('is not told from silence once everything said has been taken back', () => {
    for (const mode of MODES) {
      expect(standingOf({ ...nothing, actor: 'none', server: 'none' }, mode)).toBe(standingOf(nothing, mode));
    }
  });
});

describe('somebody who says that they were an account that is kept out', () => {
  const before = { ...nothing, keptOutBefore: ['https://b.example/users/eve'] };

  it.each`
    mode            | actor        | server        | followed | standing
    ${'open'}       | ${undefined} | ${undefined}  | ${false} | ${'held'}
    ${'open'}       | ${'none'}    | ${'let_in'}   | ${false} | ${'held'}
    ${'quarantine'} | ${undefined} | ${'let_in'}   | ${false} | ${'held'}
    ${'quarantine'} | ${'let_in'}  | ${undefined}  | ${false} | ${'heard'}
    ${'quarantine'} | ${undefined} | ${undefined}  | ${true}  | ${'heard'}
    ${'quarantine'} | ${undefined} | ${'keep_out'} | ${true}  | ${'kept_out'}
  `(
    'is $standing in mode $mode, with $actor said of them, $server of their server, followed: $followed',
    ({ mode, standing, ...known }) => {
      expect(standingOf({ ...before, ...known }, mode)).toBe(standing);
    },
  );
});

describe('when something is to be looked at again', () => {
  const day = new Date('2026-04-01T00:00:00Z');
  it('is due from the very instant at which its day begins, and never where no day was given', () => {
    expect(isReviewDue(day, new Date(day.getTime() - 1))).toBe(false);
    expect(isReviewDue(day, day)).toBe(true);
    expect(isReviewDue(null, day)).toBe(false);
  });
});

describe('the names under which a server may have been judged', () => {
  it.each`
    host                     | names
    ${'b.example'}           | ${['b.example']}
    ${'sub.b.example'}       | ${['sub.b.example', 'b.example']}
    ${'x1.a.b.example:8443'} | ${['x1.a.b.example:8443', 'x1.a.b.example', 'a.b.example', 'b.example']}
    ${'B.Example'}           | ${['b.example']}
    ${'b.example.'}          | ${['b.example']}
    ${'localhost:3000'}      | ${['localhost:3000', 'localhost']}
    ${'192.0.2.7:8080'}      | ${['192.0.2.7:8080', '192.0.2.7']}
    ${'[2001:db8::7]'}       | ${['[2001:db8::7]']}
  `('are for $host, the narrowest first: $names', ({ host, names }) => {
    expect(namesOfServer(host)).toEqual(names);
  });

  it('never hold a part of an address that is a number, nor a whole top-level domain', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 6 }), (labels) => {
        const names = namesOfServer(labels.join('.'));
        expect(names).toHaveLength(labels.length - 1);
        for (const name of names) expect(labels.join('.').endsWith(name)).toBe(true);
        for (const name of names) expect(name).toContain('.');
      }),
    );
    expect(namesOfServer('10.0.0.1')).not.toContain('0.0.1');
  });
});

describe('whoever keeps somebody out', () => {
  it('says why', () => {
    expect(() => requireReasoned('keep_out', '')).toThrow(refusal('standing.reason_needed', { field: 'reason' }));
    expect(() => requireReasoned('keep_out', 'They advertise.')).not.toThrow();
  });

  it.each(['let_in', 'none'] as const)('and with %s need not', (verdict) => {
    expect(() => requireReasoned(verdict, '')).not.toThrow();
  });
});
