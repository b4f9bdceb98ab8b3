import { describe, expect, it } from 'vitest';
import { A, eve, newPeer, rewritten } from '../support/federation/gate-world.ts';
import { recordings, worldOf } from '../support/federation/recorded.ts';
import { passes, refusedByKey, refusedUnasked } from '../support/federation/verdicts.ts';

const cases = recordings.map((recording) => [recording.name, recording] as const);

describe('what another server has sent', () => {
  it('is here from three of them', () => {
    expect(new Set(recordings.map(({ name }) => name.split('-')[1]))).toEqual(new Set(['gotosocial', 'hollo', 'snac']));
  });

  it.each(cases)('is accepted at the time when it came: %s', async (_name, recording) => {
    const world = worldOf(recording);
    const message = await passes(recording.delivery, world);
    const { id, type, actor } = recording.activity;
    expect(message.activity).toMatchObject({ id, type, actor, known: true });
    expect(message.sender.id).toBe(actor);
    expect(world.fetched).toEqual([recording.keyId]);
  });

  it.each(cases)('is refused today: %s', async (_name, recording) => {
    const world = worldOf(recording, { at: new Date(recording.recorded.getTime() + 86_400_000) });
    await refusedUnasked(recording.delivery, 401, 'date_out_of_window', world);
  });

  it.each(cases)('is refused when it was for another: %s', async (_name, recording) => {
    const origin = new URL('https://elsewhere.test');
    await refusedUnasked(recording.delivery, 421, 'host_mismatch', worldOf(recording, { origin }));
    const passedOn = rewritten(recording.delivery, 'host', () => 'elsewhere.test');
    await refusedByKey(passedOn, worldOf(recording, { origin }));
  });

  it.each(cases)('is refused with a byte changed, or another key: %s', async (_name, recording) => {
    const { body } = recording.delivery;
    const changed = Buffer.from(body);
    changed[changed.length - 1] = 0x20;
    await refusedUnasked({ ...recording.delivery, body: changed }, 401, 'digest_mismatch', worldOf(recording));
    const { pem } = newPeer(`${A}/u/x`, eve.keyId).holder.key;
    await refusedByKey(recording.delivery, worldOf({ ...recording, pem }));
  });

  it.each(cases.filter(([, { keyId }]) => keyId.startsWith('http:')))(
    'is refused where ids are of https only: %s',
    async (_name, recording) => {
      await refusedUnasked(recording.delivery, 401, 'sig_key_id', worldOf(recording, { allowPrivate: false }));
    },
  );
});
