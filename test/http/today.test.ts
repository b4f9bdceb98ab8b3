import { describe, expect, it } from 'vitest';
import { answerFrom, followFrom, outsider } from '../support/outsiders.ts';
import { noticeWords } from '../support/publications.ts';
import { openAssembly, t } from '../support/web.ts';

describe('the page of today', () => {
  it('tells whoever lets people in who waits outside, and nobody else', async () => {
    const { site, ana, bo, house } = await openAssembly({}, 'bo');
    const actor = { member: ana.id };
    const notice = await house.publication.publishNotice(actor, noticeWords());
    const waits = [t('today.strangers', { count: 1 }), t('today.followers', { count: 1 })];
    for (const words of waits) expect((await ana.get('/today')).html).not.toContain(words);

    await answerFrom(house, outsider('eve@strange.example'), notice, { content: '<p>Hm.</p>' });
    await house.peers.setApproval(actor, true);
    await followFrom(house, outsider('mira@garden.example'));
    for (const words of waits) {
      expect((await ana.get('/today')).html).toContain(words);
      expect((await bo.get('/today')).html).not.toContain(words);
    }

    await site[Symbol.asyncDispose]();
  });
});
