import { refusalsOf } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import type { Hear, HearTogether } from '../platform/federation/hearing.ts';
import { domainOf } from '../platform/federation/domain.ts';
import { takenBack } from '../platform/federation/received.ts';
import type { RemoteActor } from '../platform/federation/remote.ts';
import { rememberActors } from '../platform/federation/remote-actors.ts';
import { hostnameOf } from '../platform/federation/resource-id.ts';
import type { Uris } from '../platform/federation/uris.ts';
import type { Work } from '../platform/work.ts';
import { voiceChanged, voiceHeard } from './events.ts';
import { noteIn, type Said } from './note-inputs.ts';
import { addToTotals, insertNotes, notesForUpdate, saveNote, type Subject, totalsOf } from './store.ts';
import { type Acquaintance, type Around, fateOf, type RemoteNote, type VoiceRefusal } from './voice.ts';

/** What this capability asks of others: of many at once. */
export interface VoicesHearing {
  readonly uris: Uris;
  /** Those of these ids under which something can be read outside. */
  publishedAmong(db: Reader, publications: readonly string[]): Promise<ReadonlySet<string>>;
  acquaintances(db: Reader, actors: readonly string[]): Promise<ReadonlyMap<string, Acquaintance>>;
}

const refusal = refusalsOf<VoiceRefusal>();

/** `Create` of something written: an answer to what we published, or a post of somebody we follow. */
export const hearNotes =
  (hearing: VoicesHearing): HearTogether =>
  async (work, messages) => {
    const read = messages.map((message) => ({ ...message, said: noteIn(message) }));
    const surroundings = await surroundingsOf(
      work,
      read.flatMap(({ said }) => said ?? []),
      hearing,
    );
    const written: Told[] = [];
    const changed: Told[] = [];
    const outcomes = read.map(({ said, sender }) => {
      if (!said) return 'ignored';
      const note = { ...said, publication: surroundings.publicationOf(said) };
      const around = surroundings.around(note);
      const fate = fateOf(note, around);
      if (fate !== 'write' && fate !== 'change') return fate === 'known' ? 'done' : fate;
      const told = { note: { ...note, publication: around.current?.publication ?? note.publication }, sender, around };
      (fate === 'write' ? written : changed).push(told);
      surroundings.add(told.note);
      return 'done';
    });
    await write(work, written);
    for (const told of changed) await change(work, told);
    return outcomes;
  };

/** `Update` of something written, which may be the first that we hear of it. */
export const hearNote = (hearing: VoicesHearing): Hear => {
  const hear = hearNotes(hearing);
  return async (work, message) => {
    const [outcome] = await hear(work, [message]);
    if (outcome === 'done' || outcome === 'ignored') return outcome === 'done';
    throw refusal('conflict', outcome as VoiceRefusal);
  };
};

interface Told {
  readonly note: RemoteNote;
  readonly sender: RemoteActor;
  readonly around: Around;
}

async function write(work: Work, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const notes = told.map(({ note }) => note);
  await rememberActors(
    work,
    told.map(({ sender }) => sender),
  );
  await insertNotes(work.tx, notes);
  await addToTotals(
    work.tx,
    told.flatMap(({ note, around }) => subjectsOf(note, around.author)),
  );
  for (const { note, around } of told) await work.emit(voiceHeard({ ...eventOf(note), shown: isShown(note, around) }));
}

async function change(work: Work, { note, around }: Told): Promise<void> {
  await saveNote(work.tx, note);
  await work.emit(voiceChanged({ ...eventOf(note), shown: isShown(note, around) }));
}

const eventOf = ({ id, publication }: RemoteNote) => ({ note: id, publication });

/** Whether anything is seen of it outside. */
const isShown = ({ publication }: RemoteNote, { author }: Around): boolean =>
  publication !== null && author.standing === 'heard';

const subjectsOf = ({ publication, actor }: RemoteNote, { standing }: Acquaintance): Subject[] => [
  ...(publication === null ? [] : [{ subject: 'publication' as const, name: publication }]),
  ...(standing === 'held' ? [domainSubject(actor)] : []),
];

/** All hosts under one domain count as one: anybody can have thousands. */
const domainSubject = (actor: string): Subject => ({ subject: 'domain', name: domainOf(hostnameOf(actor)) });

const STRANGER: Acquaintance = { standing: 'held', followed: false };

/** What there is around all that has been said, asked for at once; what is added is there for whoever comes after it. */
async function surroundingsOf(work: Work, said: readonly Said[], hearing: VoicesHearing) {
  const { uris, publishedAmong, acquaintances } = hearing;
  const ids = said.flatMap(({ id, inReplyTo }) => (inReplyTo === null ? [id] : [id, inReplyTo]));
  const notes = new Map((await notesForUpdate(work.tx, ids)).map((note) => [note.id, note]));
  const known = await acquaintances(
    work.tx,
    [...said, ...notes.values()].map(({ actor }) => actor),
  );
  const taken = new Set((await takenBack(work.tx, said)).map(({ id }) => id));
  const answered = said.flatMap(({ inReplyTo }) => (inReplyTo && uris.publicationOf(inReplyTo)) ?? []);
  const through = [...notes.values()].flatMap(({ publication }) => publication ?? []);
  const published = await publishedAmong(work.tx, [...new Set([...answered, ...through])]);
  const totals = await totalsOf(work.tx, [
    ...[...published].map((name) => ({ subject: 'publication' as const, name })),
    ...said.map(({ actor }) => domainSubject(actor)),
  ]);

  const authorOf = ({ actor }: Pick<RemoteNote, 'actor'>): Acquaintance => known.get(actor) ?? STRANGER;
  return {
    /**
     * An answer to an answer belongs to the same publication, unless what it answers is by somebody who is
     * kept out: through them nobody comes in. Nothing is fetched to find out.
     */
    publicationOf({ inReplyTo }: Said): string | null {
      if (inReplyTo === null) return null;
      const answered = notes.get(inReplyTo);
      const through = known.get(answered?.actor ?? '')?.standing === 'kept_out' ? undefined : answered?.publication;
      const publication = uris.publicationOf(inReplyTo) ?? through;
      return publication && published.has(publication) ? publication : null;
    },
    around: (note: RemoteNote): Around => ({
      author: authorOf(note),
      isTakenBack: taken.has(note.id),
      current: notes.get(note.id),
      answers: totals.of({ subject: 'publication', name: note.publication ?? '' }),
      heldOfDomain: totals.of(domainSubject(note.actor)),
    }),
    add(note: RemoteNote): void {
      if (!notes.has(note.id)) for (const subject of subjectsOf(note, authorOf(note))) totals.add(subject);
      notes.set(note.id, note);
    },
  };
}
