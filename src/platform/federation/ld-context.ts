import { AS2 } from './contexts.ts';
import type { RefusalCode } from './refused.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;
export type ContextProblem = Extract<RefusalCode, 'context_unknown' | 'context_redefines_core' | 'aliased_core_term'>;

/** What stands for what, within a message: terms and prefixes alike. */
type Meanings = ReadonlyMap<string, string>;

const AS2_NS = `${AS2}#`;
const SECURITY_NS = 'https://w3id.org/security#';
const BUILT_IN: Meanings = new Map([
  ['as', AS2_NS],
  ['sec', SECURITY_NS],
]);

const named = (namespace: string, ...names: readonly string[]) =>
  names.map((name): [string, string] => [name, namespace + name]);

/** The words by which a message says who it is from, what it is about, for whom and when, and what each means. */
const CORE_PROPERTIES: Meanings = new Map([
  ['id', '@id'],
  ['type', '@type'],
  ['contentMap', `${AS2_NS}content`],
  ...named(AS2_NS, 'actor', 'object', 'target', 'attributedTo', 'inReplyTo', 'content', 'published', 'updated'),
  ...named(AS2_NS, 'to', 'cc', 'bto', 'bcc', 'audience', 'outbox', 'followers'),
  ...named('http://www.w3.org/ns/ldp#', 'inbox'),
  ...named(SECURITY_NS, 'publicKey', 'publicKeyPem', 'owner'),
]);

/** What may not be given another meaning. That another word means the same matters only of the properties. */
const CORE: Meanings = new Map([
  ...BUILT_IN,
  ...CORE_PROPERTIES,
  ...named(AS2_NS, 'Accept', 'Add', 'Announce', 'Block', 'Create', 'Delete', 'Flag'),
  ...named(AS2_NS, 'Follow', 'Like', 'Move', 'Reject', 'Remove', 'Undo', 'Update'),
]);

const PROPERTY_MEANINGS: ReadonlySet<string> = new Set(CORE_PROPERTIES.values());

/** Of JSON-LD: whatever makes one document read as another. None of it has a use in a message. */
const TURNING = ['@graph', '@reverse', '@included', '@nest', '@import'];
/** Terms that stand for terms that stand for terms: nobody writes such things in earnest. */
const HOPS_MAX = 8;
/** Or names of this length. */
const TERM_LENGTH_MAX = 512;
const UNREADABLE = '@';

/**
 * Why the names in a message may not mean what they say, if that is so. We read messages as plain
 * JSON and fetch no context; but others read the same message as JSON-LD, and must find the same
 * actor, owner and audience in it. Contexts and terms that we do not know are left alone. What is
 * looked at is the message and the object in it: nothing deeper decides anything here.
 */
export function contextProblem(message: JsonRecord): ContextProblem | undefined {
  if (![message['@context']].flat().includes(AS2)) return 'context_unknown';
  const meanings = reading(message, BUILT_IN);
  if (typeof meanings === 'string') return meanings;
  const within = isRecord(message.object) ? reading(message.object, meanings) : undefined;
  return typeof within === 'string' ? within : undefined;
}

/** What the terms of a node mean, by its own contexts and those around it; or what is wrong with them. */
function reading(node: JsonRecord, around: Meanings): Meanings | ContextProblem {
  const contexts = '@context' in node ? [node['@context']].flat() : [];
  const inline = contexts.filter(isRecord);
  // A context that is null takes back whatever was said before it.
  if (contexts.some((context) => typeof context !== 'string' && !isRecord(context))) return 'context_redefines_core';
  const meanings = inline.length === 0 ? around : new Map([...around, ...inline.flatMap(definitionsOf)]);
  if (inline.some((context) => redefinesCore(context, meanings))) return 'context_redefines_core';
  return Object.keys(node).some((key) => isAlias(key, meanings)) ? 'aliased_core_term' : meanings;
}

const definitionsOf = (context: JsonRecord): [string, string][] =>
  Object.entries(context).flatMap(([term, definition]): [string, string][] => {
    const meaning = meaningOf(definition);
    return meaning === undefined ? [] : [[term, meaning]];
  });

function meaningOf(definition: unknown): string | undefined {
  const meaning = isRecord(definition) ? definition['@id'] : definition;
  return typeof meaning === 'string' ? meaning : undefined;
}

const redefinesCore = (context: JsonRecord, meanings: Meanings): boolean =>
  Object.entries(context).some(([term, definition]) => {
    if (term.startsWith('@')) return TURNING.includes(term) || (term === '@vocab' && reachesCore(definition));
    return turns(definition, meanings) || changes(term, meaningOf(definition), meanings);
  });

/** Whether a definition has parts that do more than name something. */
function turns(definition: unknown, meanings: Meanings): boolean {
  if (!isRecord(definition)) return false;
  if (TURNING.some((keyword) => keyword in definition)) return true;
  if ([definition['@container']].flat().includes('@graph')) return true;
  if (!('@context' in definition)) return false;
  const scoped = [definition['@context']].flat();
  return scoped.some((each) => typeof each !== 'string' && (!isRecord(each) || redefinesCore(each, meanings)));
}

/** Whether a term of the core is given another meaning, or another term the meaning of one of the core. */
function changes(term: string, given: string | undefined, meanings: Meanings): boolean {
  if (term.length > TERM_LENGTH_MAX) return true;
  const meaning = given === undefined ? undefined : expanded(given, meanings);
  const core = CORE.get(term);
  if (core !== undefined) return meaning !== core;
  if (meaning !== undefined && (meaning.startsWith('@') || PROPERTY_MEANINGS.has(meaning))) return true;
  return isAlias(term, meanings);
}

/** A vocabulary that could make a word of the core out of any other. */
const reachesCore = (vocabulary: unknown): boolean =>
  typeof vocabulary === 'string' &&
  [AS2_NS, SECURITY_NS].some((namespace) => namespace.startsWith(vocabulary) || vocabulary.startsWith(namespace));

/** A key that a JSON-LD processor would take for a word of the core, and a reader of JSON would not. */
const isAlias = (key: string, meanings: Meanings): boolean =>
  key.startsWith('@') ? key !== '@context' : key.includes(':') && PROPERTY_MEANINGS.has(expanded(key, meanings));

function expanded(value: string, meanings: Meanings, hops = 0): string {
  if (hops > HOPS_MAX || value.length > TERM_LENGTH_MAX) return UNREADABLE;
  const colon = value.indexOf(':');
  const prefix = colon < 0 ? value : value.slice(0, colon);
  const suffix = colon < 0 ? '' : value.slice(colon + 1);
  if (suffix.startsWith('//')) return value;
  const core = CORE.get(prefix);
  if (core !== undefined) return core + suffix;
  const meaning = meanings.get(prefix);
  return meaning === undefined || meaning === value ? value : expanded(meaning, meanings, hops + 1) + suffix;
}

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
