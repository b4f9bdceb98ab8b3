export const en = {
  'today.nothing': 'Nothing needs you just now',
  'today.needs': '{count, plural, one {One thing needs you} other {# things need you}}',
  'today.nothing.help':
    'When a vote opens, or a mandate is offered to you, it stands here first. You can also begin something yourself.',
  'today.vote': 'Vote',
  'today.answer': 'Answer',
  'today.offer': 'You are offered a mandate: {office}',
  'today.offer.line': 'Answer by {date}, or the offer lapses.',
  'today.decided': 'Decided lately',
  'today.mandates': 'Mandates ending soon',
  'today.mandates.line': '{office}, {holder}: {relative}',
  'today.write': 'Write a proposal',
} as const;
