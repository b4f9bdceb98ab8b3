import { AS2 } from './contexts.ts';

const ESSENCE = /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}/;
const PARAMETER = /\s*;\s*([\w!#$&^.+-]+)=(?:"([^"\\]*)"|([\w!#$&^.+/-]*))/y;
const REST = /\s*(?:;\s*)?$/y;

/**
 * True for the two media types of ActivityPub (§3.2) and for no other: `application/activity+json`,
 * and `application/ld+json` with the ActivityStreams address among the tokens of its profile.
 */
export function isActivityMediaType(value: string | undefined): boolean {
  if (value === undefined || value.length > 512) return false;
  const essence = ESSENCE.exec(value)?.[0];
  const parameters = essence === undefined ? undefined : parametersOf(value, essence.length);
  if (essence === undefined || !parameters) return false;
  if ((parameters.get('charset') ?? 'utf-8').toLowerCase() !== 'utf-8') return false;
  if (essence.toLowerCase() === 'application/activity+json') return true;
  const profile = parameters.get('profile')?.split(/\s+/) ?? [];
  return essence.toLowerCase() === 'application/ld+json' && profile.includes(AS2);
}

function parametersOf(value: string, start: number): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  let at = start;
  for (;;) {
    PARAMETER.lastIndex = at;
    const found = PARAMETER.exec(value);
    if (!found) break;
    const name = found[1]!.toLowerCase();
    if (parameters.has(name)) return undefined;
    parameters.set(name, found[2] ?? found[3] ?? '');
    at = PARAMETER.lastIndex;
  }
  REST.lastIndex = at;
  return REST.test(value) ? parameters : undefined;
}
