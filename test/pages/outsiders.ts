import type { House } from '../../src/house.ts';
import {
  answerFrom,
  appreciationFrom,
  askToFollow,
  follow,
  followFrom,
  followingAnswered,
  outsider,
  wordsFrom,
} from '../support/outsiders.ts';

type Actor = { readonly member: string };

/** A collective that is in touch with others: some of everything that the pages about them can show. */
export async function inTouchWithOthers(house: House, ana: Actor, publication: string): Promise<{ heard: string }> {
  const union = outsider('union@dockers.example', { name: 'Dockers’ Union of the North Quay' });
  const mira = outsider('mira@garden.example', { name: 'Mira' });
  await weFollow(house, ana, union);
  await theyFollow(house, ana);
  await judged(house, ana, mira.id);
  await answered(house, publication, { union, mira });
  await troubled(house);
  return { heard: mira.id };
}

const LONG_NAME = {
  address: 'people-with-a-very-long-handle-that-goes-on@a-very-long-host-name.of.some.federated.example',
  name: 'The People’s Kitchen of the Old Town and of everything that lies around it',
};

async function weFollow(house: House, { member }: Actor, union: ReturnType<typeof outsider>): Promise<void> {
  const salma = outsider('salma@media.example.net', { name: 'سلمى من الميناء' });
  const library = outsider('quiet@library.example', { name: 'The Library' });
  for (const each of [union, salma]) await follow(house, member, each);
  await askToFollow(house, member, outsider(LONG_NAME.address, { name: LONG_NAME.name }));
  await followingAnswered(house, library, (await askToFollow(house, member, library)).activity, 'Reject');
  const vote = 'https://dockers.example/votes/2026/41';
  const tag = '<a href="https://dockers.example/tags/quay" class="mention hashtag">#<span>quay</span></a>';
  await wordsFrom(house, union, {
    content: `<p>Strike vote: <a href="${vote}">${vote}</a>. ${tag}</p><p>All hands at six.</p>`,
  });
  const arabic = '<p>نجتمع غدًا عند الرصيف الساعة السادسة مساءً!</p><ul><li>شاي</li><li>خبز</li></ul>';
  await wordsFrom(house, salma, { content: arabic, contentMap: { ar: arabic } });
  const sentences = '<p>It was long, and it was cold, and nobody left.</p>'.repeat(100);
  await wordsFrom(house, union, {
    content: sentences,
    type: 'Article',
    name: 'A history of the quay in a hundred sentences',
  });
  await wordsFrom(house, union, {
    content: '<p>They came at night.</p>',
    summary: 'police violence',
    to: [`${union.id}/followers`],
  });
}

async function theyFollow(house: House, ana: Actor): Promise<void> {
  await followFrom(house, outsider('mira@garden.example', { name: 'Mira' }));
  await followFrom(house, outsider('tom@garden.example'));
  await house.peers.setApproval(ana, true);
  await followFrom(house, outsider('newcomer@somewhere.example', { name: 'New here' }));
  await followFrom(house, outsider(LONG_NAME.address, { name: LONG_NAME.name }));
}

async function judged(house: House, ana: Actor, letIn: string): Promise<void> {
  const none = { reason: '', reviewOn: null };
  await house.peers.judge(ana, { subject: 'actor', name: letIn, verdict: 'let_in', ...none });
  const out = { subject: 'server', verdict: 'keep_out' } as const;
  const spam = { name: 'spam.example', reason: 'Nothing but advertisements, in every thread.' };
  await house.peers.judge(ana, { ...out, ...spam, reviewOn: new Date('2099-12-01T00:00:00Z') });
  const old = { name: 'old.example', reason: 'It was run by our landlord.' };
  await house.peers.judge(ana, { ...out, ...old, reviewOn: new Date('2025-12-01T00:00:00Z') });
}

type Outsider = ReturnType<typeof outsider>;

async function answered(house: House, publication: string, { union, mira }: Record<'union' | 'mira', Outsider>) {
  const toUs = [house.federation.uris.actor];
  const mention =
    '<span class="h-card"><a href="https://port.example/actor" class="u-url mention">@<span>harbour</span></a></span>';
  const first = await answerFrom(house, mira, publication, { content: `<p>${mention} We can lend you two pots.</p>` });
  await answerFrom(house, union, publication, { content: '<p>And we bring bread.</p>', inReplyTo: first });
  await answerFrom(house, mira, publication, { content: '<p>My number is 555.</p>', to: toUs });
  await answerFrom(house, mira, publication, { content: '<p>Rats.</p>', summary: 'food, animals' });
  const eve = outsider('eve@strangers.example', { name: 'Eve' });
  const buy = '<p>Buy now: <a href="https://evil.example/">https://bank.example/</a>. It costs you nothing at all.</p>';
  for (let each = 0; each < 4; each += 1) await answerFrom(house, eve, publication, { content: buy });
  const adam = outsider('adam@strangers.example', { name: 'Adam' });
  await answerFrom(house, adam, publication, { content: '<p>Is it open on Sundays?</p>', to: toUs });
  const thanks = '<p>شكرًا لكم على كل شيء.</p>';
  await answerFrom(house, outsider('nour@arab.example', { name: 'نور' }), publication, {
    content: thanks,
    contentMap: { ar: thanks },
  });
  for (const name of ['a', 'b', 'c'])
    await appreciationFrom(house, outsider(`${name}@likes.example`), publication, 'Like');
  await appreciationFrom(house, outsider('d@likes.example'), publication, 'Announce');
}

/** One server that is not reached, and one message that did not arrive. */
async function troubled({ db: { client } }: House): Promise<void> {
  await client`insert into remote_hosts (host, failing_since, not_before)
    values ('garden.example', now() - interval '5 hours', now() + interval '2 hours')
    on conflict (host) do update set failing_since = excluded.failing_since, not_before = excluded.not_before`;
  await client`update deliveries set last_answer = 'timeout' where host = 'garden.example'`;
  await client`update deliveries set state = 'failed', settled_at = now(), last_answer = '410'
    where number = (select max(number) from deliveries)`;
}
