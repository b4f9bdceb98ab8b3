import { AccountName } from './peers/parts.tsx';
import type { Reader } from './platform/database.ts';
import { actorsById } from './platform/federation/remote-actors.ts';
import type { PageContext } from './platform/http/context.ts';
import { isStanding } from './publication/publication.ts';
import { publicationById } from './publication/store.ts';
import type { TargetView } from './reports/pages.tsx';
import type { Target } from './reports/report.ts';
import { HeldWords } from './voices/pages.tsx';
import { type Voice, voicesById } from './voices/views.ts';

/** What has been reported, by all who know something of it. Like `reactions.ts`, this is where they meet. */
export async function targetViews(
  context: PageContext,
  db: Reader,
  targets: readonly Target[],
): Promise<(target: Target) => TargetView | undefined> {
  const idsOf = (kind: 'publication' | 'note' | 'account') => [
    ...new Set(targets.flatMap((target) => (target.kind === kind ? target.id : []))),
  ];
  const notes = await voicesById(db, idsOf('note'));
  const accounts = await actorsById(db, idsOf('account'));
  const publications = await Promise.all(idsOf('publication').map((id) => publicationById(db, id)));
  return (target) => {
    if (target.kind === 'collective') return collectiveView(context);
    if (target.kind === 'account') {
      const actor = accounts.get(target.id);
      return actor && accountView(context, { ...actor, actor: actor.id, host: new URL(actor.id).host });
    }
    if (target.kind === 'note') {
      const note = notes.find(({ id }) => id === target.id);
      return note && noteView(context, note);
    }
    const found = publications.find((each) => each?.id === target.id);
    return found && isStanding(found) ? publicationView(context, found) : undefined;
  };
}

const collectiveView = ({ house, i18n }: PageContext): TargetView => ({
  shown: <>{i18n.t('report.target.collective', { name: house.name })}</>,
  ways: [],
});

function publicationView({ i18n: { t } }: PageContext, publication: { id: string; title: string; language: string }) {
  const { id, title, language } = publication;
  return {
    shown: (
      <a href={`/published/${id}`} lang={language} dir="auto">
        {title}
      </a>
    ),
    ways: [{ href: `/proposals/new?effect=retract&effect_retracted=${id}`, label: t('report.way.withdraw') }],
  };
}

type Account = Parameters<typeof AccountName>[0]['account'];

const accountView = (context: PageContext, account: Account): TargetView => ({
  shown: <AccountName account={account} />,
  ways: [judging(context, account.actor)],
});

const noteView = (context: PageContext, note: Voice): TargetView => ({
  shown: <AccountName account={{ ...note.author, actor: note.author.id }} />,
  words: <HeldWords context={context} voices={[note]} />,
  ways: [judging(context, note.author.id)],
});

const judging = ({ i18n: { t } }: PageContext, actor: string) => ({
  href: `/solidarity/strangers?about=${encodeURIComponent(actor)}`,
  label: t('report.way.judge'),
});
