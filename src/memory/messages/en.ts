export const en = {
  'memory.lede':
    'Every decision, with its count and its dissent. Nothing here is ever rewritten; what changes is decided anew.',
  'memory.empty': 'Nothing has been decided yet. The first decision will stand here.',
  'memory.older': 'Older decisions',
  'memory.record': 'The record',
  'record.lede':
    'Decisions and mandates are written into a chain: each entry holds the hash of the one before it, so that none can be changed or left out unseen. Names and texts stand in it as salted commitments only.',
  'record.whole':
    'Recomputed just now: the {count, plural, one {one entry} other {# entries}} shown here hold, and follow on each other.',
  'record.broken': 'Entry {seq} does not hold. Somebody has changed the database by hand. Tell the others.',
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
