export const en = {
  'memory.lede':
    'Every decision, with its count and its dissent. Nothing here is ever rewritten; what changes is decided anew.',
  'memory.empty': 'Nothing has been decided yet. The first decision will stand here.',
  'memory.older': 'Older decisions',
  'memory.record': 'The record',
  'record.lede':
    'Decisions and mandates are written into a chain: each entry holds the hash of the one before it, so that none can be changed or left out unseen. Names and texts do not stand in it, only sealed fingerprints of them, by which their owners can prove them.',
  'record.whole':
    '{count, plural, one {Recomputed just now: the one entry shown here holds.} other {Recomputed just now: the # entries shown here hold, and follow on each other.}}',
  'record.broken': 'Entry {seq} does not hold. The database was changed by hand, or is damaged. Tell the others.',
  'record.empty': 'The record is empty.',
  'record.entry': 'Entry {seq}',
  'record.more': 'Later entries',
  'record.kind.collective.founded': 'Collective founded',
  'record.kind.mandate.granted': 'Mandate granted',
  'record.kind.mandate.accepted': 'Mandate accepted',
  'record.kind.mandate.ended': 'Mandate ended',
  'record.kind.decision': 'Decision',
  'record.kind.decision.effect': 'Effect of a decision',
} as const;
