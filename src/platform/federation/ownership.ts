import type { Activity } from './envelope.ts';
import { isRecord, type JsonRecord } from './ld-context.ts';
import type { RefusalCode } from './refused.ts';
import { isTombstone } from './tombstone.ts';
import { idIn, originOf, type ResourceIdRules, resourceId } from './resource-id.ts';

export interface OwnershipRules extends ResourceIdRules {
  /** Nothing of this origin is ever accepted from outside. */
  readonly origin: URL;
}

/**
 * Why a message cannot be its sender's, as far as it shows by itself: everything that it vouches for has
 * to be of one origin, that of the key (FEP-fe34, without its exceptions), and everything in it that is
 * made, changed or taken back has to be the actor's own. What only our records can tell is not asked here.
 */
export function ownershipProblem(activity: Activity, keyId: string, rules: OwnershipRules): RefusalCode | undefined {
  const origins = [activity.id, activity.actor, keyId].map(originOf);
  if (origins.includes(rules.origin.origin)) return 'own_origin';
  const [ofId, ofActor, ofKey] = origins;
  if (ofId !== ofActor) return 'id_origin_mismatch';
  if (ofKey !== ofActor) return 'key_origin_mismatch';
  return objectProblem(activity, rules);
}

function objectProblem(activity: Activity, rules: OwnershipRules): RefusalCode | undefined {
  const { type, actor, object, objectId } = activity;
  const within = isRecord(object) ? object : undefined;
  switch (type) {
    case 'Create':
    case 'Update':
      if (type === 'Update' && isTombstone(object)) return takingAwayProblem(activity, rules);
      return foreign(activity) ?? (within && authorProblem(within, activity, rules));
    case 'Delete':
      return takingAwayProblem(activity, rules);
    case 'Undo':
      return (within && ownerProblem(within.actor, actor, rules)) ?? foreign(activity);
    case 'Accept':
    case 'Reject':
      // Whoever was asked may answer, and nobody else.
      return within && [within.type].flat().includes('Follow') ? ownerProblem(within.object, actor, rules) : undefined;
    case 'Move':
      return objectId === actor ? undefined : 'owner_mismatch';
    case 'Add':
    case 'Remove':
      return reachesUs(activity.raw, rules) ? 'own_origin' : undefined;
    default:
      return undefined;
  }
}

/** What is gone need not say whose it was. Whether it was the actor's, only our records can tell. */
function takingAwayProblem(activity: Activity, rules: ResourceIdRules): RefusalCode | undefined {
  const owner = isRecord(activity.object) ? activity.object.attributedTo : undefined;
  return foreign(activity) ?? (owner === undefined ? undefined : ownerProblem(owner, activity.actor, rules));
}

const foreign = ({ objectId, actor }: Activity): 'object_origin_mismatch' | undefined =>
  objectId !== undefined && originOf(objectId) !== originOf(actor) ? 'object_origin_mismatch' : undefined;

/** An actor is its own; everything else says whose it is, and means whoever sends it. */
function authorProblem(object: JsonRecord, { type, actor, objectId }: Activity, rules: ResourceIdRules) {
  const ownself = type === 'Update' && objectId === actor && object.attributedTo === undefined;
  return ownself ? undefined : ownerProblem(object.attributedTo, actor, rules);
}

/** One who is not named by an id, or not alone, is nobody in particular. */
function ownerProblem(value: unknown, actor: string, rules: ResourceIdRules): RefusalCode | undefined {
  const named = resourceId(idIn(value), rules);
  if (named === undefined) return 'owner_required';
  return named === actor ? undefined : 'owner_mismatch';
}

/** However it is spelt. */
const reachesUs = ({ target, origin }: JsonRecord, rules: OwnershipRules): boolean =>
  [target, origin].flat().some((each) => {
    const id = idIn(each);
    return typeof id === 'string' && URL.parse(id)?.origin === rules.origin.origin;
  });
