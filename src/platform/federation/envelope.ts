import { z } from 'zod';
import { contextProblem, isRecord, type JsonRecord } from './ld-context.ts';
import { type Refused, type RefusalCode, refused } from './refused.ts';
import { idIn, type ResourceIdRules, resourceId } from './resource-id.ts';
import { PUBLIC } from './uris.ts';

/** An activity as it came: of the right shape, and with ids that are ids. Whose it is has yet to be shown. */
export interface Activity {
  readonly id: string;
  readonly type: string;
  /** Whether it is of a type that means something here. */
  readonly known: boolean;
  readonly actor: string;
  /** Only its id where nothing inside it counts: what an activity merely refers to is not its to tell. */
  readonly object: string | JsonRecord;
  readonly objectId: string | undefined;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly published?: Date;
  /** All of it, without `bto` and `bcc`. */
  readonly raw: JsonRecord;
}

export interface EnvelopeRules extends ResourceIdRules {
  readonly now: Date;
}

export type Envelope = { readonly ok: true; readonly activity: Activity } | Refused;

/** The object is what the actor has made or changed, and stands in the message. */
const MAKING = ['Create', 'Update'];
/** The object is something that exists elsewhere. */
const REFERRING = ['Follow', 'Like', 'Announce', 'Block', 'Move', 'Add', 'Remove', 'QuoteRequest'];
const KNOWN = new Set([...MAKING, ...REFERRING, 'Delete', 'Flag', 'Undo', 'Accept', 'Reject']);
const NEEDS_OBJECT_ID = new Set([...MAKING, ...REFERRING, 'Delete']);

const TYPE_LENGTH_MAX = 128;
const RECIPIENTS_MAX = 1_000;
const PUBLIC_NAMES: ReadonlySet<unknown> = new Set([PUBLIC, 'as:Public', 'Public']);

/** Some writers put a list around whatever could be one. */
const single = <T extends z.ZodType>(shape: T) =>
  z.preprocess((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value), shape);

const TypeName = z.string().min(1).max(TYPE_LENGTH_MAX);

const Message = z.looseObject({
  id: z.string().min(1),
  type: z.union([TypeName, z.array(TypeName).transform(typeAmong).pipe(TypeName)]),
  actor: single(z.preprocess(idIn, z.string())),
});

const MISSED = { id: 'id_required', type: 'bad_type', actor: 'single_actor_required' } as const;

/** Someone may add a type of their own, to say in which way they like something: the one that we know counts. */
function typeAmong(types: readonly string[]): string | undefined {
  const known = types.filter((each) => KNOWN.has(each));
  return known.length === 1 ? known[0] : types.length === 1 ? types[0] : undefined;
}

/**
 * The envelope of a message, from its JSON. Codes: `bad_json`, those of `contextProblem`, `id_required`,
 * `bad_type`, `single_actor_required`, `object_required`, `object_id_required`, `bad_id`,
 * `too_many_recipients`, `bad_date`.
 */
export function envelopeOf(value: unknown, rules: EnvelopeRules): Envelope {
  if (!isRecord(value)) return refused('bad_json');
  const problem = contextProblem(value);
  if (problem) return refused(problem);
  const read = Message.safeParse(value);
  if (!read.success) return refused(MISSED[read.error.issues[0]?.path[0] as keyof typeof MISSED]);
  const message = withoutBlind(read.data);
  const { id, actor } = message;
  // An actor is fetched by its id and has to bear it, and what follows a `#` is never sent.
  if (!resourceId(id, rules) || !resourceId(actor, rules) || actor.includes('#')) return refused('bad_id');
  const about = objectIn(message, rules);
  if (typeof about === 'string') return refused(about);
  const timely = [message, ...(MAKING.includes(message.type) ? [about.object] : [])].filter(isRecord);
  if (timely.some((each) => !hasTrueDates(each, rules.now))) return refused('bad_date');
  if ([message, about.object].some(hasTooManyRecipients)) return refused('too_many_recipients');
  return { ok: true, activity: activityOf(message, about, rules) };
}

type Message = z.infer<typeof Message>;
type About = Pick<Activity, 'object' | 'objectId'>;

function activityOf(message: Message, about: About, rules: EnvelopeRules): Activity {
  const { id, type, actor } = message;
  const published = dateOf(message.published);
  // A report names many; whoever hears it reads them all.
  const raw = type === 'Flag' ? message : { ...message, object: about.object };
  const [to, cc] = [recipientsIn(message.to, rules), recipientsIn(message.cc, rules)];
  return { id, type, known: KNOWN.has(type), actor, ...about, to, cc, ...(published && { published }), raw };
}

/** Whom something was sent to in secret is nobody's business, and least of all ours to keep. */
function withoutBlind<T extends JsonRecord>(node: T): T {
  if (!('bto' in node) && !('bcc' in node)) return node;
  const { bto: _bto, bcc: _bcc, ...rest } = node;
  return rest as T;
}

function objectIn({ type, object: given }: Message, rules: ResourceIdRules): About | RefusalCode {
  const listed = Array.isArray(given) && (given.length === 1 || type === 'Flag');
  const object: unknown = listed ? given[0] : given;
  if (!(isRecord(object) || (typeof object === 'string' && object !== ''))) return 'object_required';
  if (MAKING.includes(type) && typeof object === 'string') return 'object_required';
  const stated = idIn(object);
  const named = typeof object === 'string' || (stated !== object && stated !== null && stated !== '');
  const objectId = named ? resourceId(stated, rules) : undefined;
  if (named && objectId === undefined) return 'bad_id';
  if (objectId === undefined) return NEEDS_OBJECT_ID.has(type) ? 'object_id_required' : { object, objectId };
  const counts = isRecord(object) && !REFERRING.includes(type);
  return { object: counts ? withoutBlind(object) : objectId, objectId };
}

function recipientsIn(value: unknown, rules: ResourceIdRules): readonly string[] {
  const ids = [value].flat().map((each) => (PUBLIC_NAMES.has(each) ? PUBLIC : resourceId(idIn(each), rules)));
  return [...new Set(ids.filter((each) => each !== undefined))];
}

const hasTooManyRecipients = (node: unknown): boolean =>
  isRecord(node) && [node.to, node.cc].flat().length > RECIPIENTS_MAX;

const DATES = ['published', 'updated'];
/** RFC 3339 §5.6. `Temporal` knows which of these days there are. */
const MOMENT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const EARLIEST = Date.UTC(2000);
const AHEAD_MAX = 86_400_000;

/** A date that nobody can have meant would stand above or below everything else for ever. */
const hasTrueDates = (node: JsonRecord, now: Date): boolean =>
  DATES.every((name) => {
    const value = node[name];
    if (value === undefined || value === null) return true;
    const time = dateOf(value)?.getTime();
    return time !== undefined && time >= EARLIEST && time <= now.getTime() + AHEAD_MAX;
  });

function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !MOMENT.test(value)) return undefined;
  try {
    return new Date(Temporal.Instant.from(value).epochMilliseconds);
  } catch {
    return undefined;
  }
}
