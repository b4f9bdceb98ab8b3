/** What stands where something was that has been taken away (Activity Streams 2.0, Tombstone). */
export const isTombstone = (object: unknown): boolean =>
  typeof object === 'object' && object !== null && 'type' in object && [object.type].flat().includes('Tombstone');
