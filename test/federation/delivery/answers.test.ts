import { describe, expect, it } from 'vitest';
import {
  judge,
  judgeFailure,
  judgeStatus,
  mayBeTheDialect,
  weigh,
} from '../../../src/platform/federation/delivery/answers.ts';
import { RemoteFailure } from '../../../src/platform/federation/remote.ts';

const answered = (status: number, headers: Record<string, string> = {}) => judge({ status, headers });

describe('a status', () => {
  it.each`
    statuses                                                   | verdict
    ${[200, 201, 202, 204, 299]}                               | ${'delivered'}
    ${[301, 302, 303, 307, 308, 399]}                          | ${'retry'}
    ${[400, 402, 403, 404, 405, 410, 413, 421, 422, 451, 499]} | ${'failed'}
    ${[401, 408, 425, 429]}                                    | ${'retry'}
    ${[500, 501, 502, 503, 504, 520, 599]}                     | ${'retry'}
    ${[0, 100, 199, 600, 999]}                                 | ${'retry'}
  `('of $statuses means: $verdict', ({ statuses, verdict }) => {
    expect(new Set((statuses as number[]).map(judgeStatus))).toEqual(new Set([verdict]));
  });

  it('of 410 says that the inbox is gone, and no other does', () => {
    const gone = Array.from({ length: 600 }, (_, status) => status).filter((status) => answered(status).gone);
    expect(gone).toEqual([410]);
  });

  it('of 502, 503 and 504 says that the host is out of order; any other that it is there', () => {
    const broken = Array.from({ length: 600 }, (_, status) => status).filter(
      (status) => answered(status).reach !== 'answered',
    );
    expect(broken).toEqual([502, 503, 504]);
  });

  it('after which it is tried again may say when; one that ends it may not', () => {
    const header = { 'retry-after': '5' };
    expect(answered(429, header)).toMatchObject({ retryAfter: '5', busy: true });
    expect(answered(503, header)).toMatchObject({ retryAfter: '5', busy: true });
    expect(answered(500, header)).toMatchObject({ retryAfter: '5', busy: false });
    expect(answered(404, header).retryAfter).toBeUndefined();
    expect(answered(202, header).retryAfter).toBeUndefined();
  });
});

describe('an attempt without an answer', () => {
  it.each`
    error                                             | verdict      | answer          | reach
    ${new RemoteFailure('unreachable', 'timeout')}    | ${'retry'}   | ${'timeout'}    | ${'silent'}
    ${new RemoteFailure('unreachable', 'dns')}        | ${'retry'}   | ${'dns'}        | ${'silent'}
    ${new RemoteFailure('invalid', 'address')}        | ${'retry'}   | ${'address'}    | ${'unusable'}
    ${new RemoteFailure('unreachable', 'overloaded')} | ${'put_off'} | ${'overloaded'} | ${'untold'}
    ${new RemoteFailure('unreachable', 'closed')}     | ${'put_off'} | ${'closed'}     | ${'untold'}
    ${new RemoteFailure('gone', 'gone')}              | ${'failed'}  | ${'gone'}       | ${'answered'}
    ${new TypeError('of ours')}                       | ${'retry'}   | ${'fault'}      | ${'untold'}
  `('because of $answer means: $verdict, and the host is $reach', ({ error, ...expected }) => {
    expect(judgeFailure(error)).toMatchObject(expected);
  });
});

describe('two answers to one message in either signature', () => {
  it('are asked for where the first may mean that it was not understood', () => {
    const unclear = Array.from({ length: 600 }, (_, status) => status).filter(mayBeTheDialect);
    expect(unclear).toEqual([400, 401, 403]);
    expect(mayBeTheDialect(Number('timeout'))).toBe(false);
  });

  it.each`
    first  | second       | counts
    ${401} | ${401}       | ${'401'}
    ${403} | ${401}       | ${'403'}
    ${401} | ${403}       | ${'401'}
    ${401} | ${400}       | ${'401'}
    ${400} | ${500}       | ${'400'}
    ${401} | ${404}       | ${'404'}
    ${401} | ${410}       | ${'410'}
    ${403} | ${429}       | ${'429'}
    ${401} | ${'timeout'} | ${'401'}
  `('$first, then $second, are: $counts', ({ first, second, counts }) => {
    const other =
      typeof second === 'number' ? answered(second) : judgeFailure(new RemoteFailure('unreachable', second));
    expect(weigh(answered(first), other).answer).toBe(counts);
  });
});
