import { describe, expect, it } from 'vitest';
import { OPEN_MAX, OPEN_PER_HOST_MAX, type Report, requireOpen, requireRoom } from '../../src/reports/report.ts';
import { refusal } from '../support/refusal.ts';

describe('a report', () => {
  it('is taken while neither its server nor all together have too many open', () => {
    expect(() => requireRoom({ fromHost: OPEN_PER_HOST_MAX - 1, inAll: OPEN_MAX - 1 })).not.toThrow();
    expect(() => requireRoom({ fromHost: OPEN_PER_HOST_MAX, inAll: OPEN_PER_HOST_MAX })).toThrow(
      refusal('report.too_many'),
    );
    expect(() => requireRoom({ fromHost: 0, inAll: OPEN_MAX })).toThrow(refusal('report.too_many'));
  });

  it('is settled once', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    const report: Report = {
      id: 'a',
      host: 'quay.example',
      content: null,
      targets: [{ kind: 'collective' }],
      receivedAt: now,
      settledAt: null,
      outcome: null,
      reason: null,
      mandate: null,
    };
    expect(() => requireOpen(report)).not.toThrow();
    expect(() => requireOpen({ ...report, settledAt: now })).toThrow(refusal('report.settled'));
    expect(() => requireOpen(undefined)).toThrow(refusal('report.not_found'));
  });
});
