import type { House } from '../../src/house.ts';
import { moveChecks } from '../../src/peers/move-commands.ts';
import {
  answerFrom,
  appreciationFrom,
  askToFollow,
  follow,
  followFrom,
  followingAnswered,
  messageFrom,
  moveFrom,
  outsider,
  reportFrom,
  tellOf,
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
  await moved(house, union, mira);
  await reported(house, publication, mira);
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

/** Somebody whom we follow and somebody who follows us have gone elsewhere; one has come back under another name; one wants no more of us. */
async function moved(house: House, union: Outsider, mira: Outsider): Promise<void> {
  const targets = [
    outsider('union@harbours-of-the-north.example', { name: 'Dockers’ Union', aliases: [union.id] }),
    outsider('mira@orchard.example', { name: 'Mira', aliases: [mira.id] }),
  ];
  await moveFrom(house, union, targets[0]!.id);
  await moveFrom(house, mira, targets[1]!.id);
  const fetchActor = async (id: string) => targets.find((each) => each.id === id)!;
  await moveChecks({ inUnitOfWork: house.inUnitOfWork, fetchActor }).next();
  const before = ['https://spam.example/users/loud'];
  await followFrom(house, outsider('calm@orchard.example', { name: 'Calm now', aliases: before }));
  const landlord = outsider('landlord@houses.example', { name: 'The Landlord' });
  await followFrom(house, landlord);
  await tellOf(house, { ...messageFrom(landlord, 'Block', house.federation.uris.actor), fetchedNow: false });
}

/** Two reports that wait, and one that has been looked at. */
async function reported(house: House, publication: string, { id }: Outsider): Promise<void> {
  const { uris } = house.federation;
  const [said] = await house.db.client<{ id: string }[]>`select id from remote_notes where actor = ${id} limit 1`;
  const long = 'It-is-a-very-long-word-'.repeat(12);
  await reportFrom(house, outsider('x@a-very-long-host-name.of.some.federated.example'), uris.actor, `Noise.\n${long}`);
  await reportFrom(house, outsider('x@quay.example'), [uris.object(publication), said!.id, id], 'هذا كلام مؤذٍ.');
  await reportFrom(house, outsider('x@old.quay.example'), uris.object(publication));
  await house.db.client`update reports set settled_at = now(), outcome = 'set_aside', reason = 'A quarrel of theirs.',
    mandate = (select id from mandates limit 1) where host = 'old.quay.example'`;
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
