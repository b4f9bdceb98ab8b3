export const en = {
  'today.nothing': 'Nothing needs you just now',
  'today.needs': '{count, plural, one {One thing needs you} other {# things need you}}',
  'today.nothing.help':
    'When a vote opens, or a mandate is offered to you, it stands here first. You can also begin something yourself.',
  'today.vote': 'Vote',
  'today.answer': 'Answer',
  'today.offer': 'You are offered a mandate: {office}',
  'today.offer.line': 'Answer by {date}, or the offer lapses.',
  'today.look': 'Look',
  'today.strangers': '{count, plural, one {One stranger has answered us} other {# strangers have answered us}}',
  'today.strangers.line': 'Their words are held until somebody with your mandate lets them in or keeps them out.',
  'today.followers': '{count, plural, one {One asks to follow us} other {# ask to follow us}}',
  'today.followers.line': 'They wait until somebody with your mandate has answered.',
  'today.reports': '{count, plural, one {One report is open} other {# reports are open}}',
  'today.reports.line':
    'Other servers have told us about something. It waits until somebody with your mandate has looked at it.',
  'today.reviews':
    '{count, plural, one {One account or server is to be looked at again} other {# accounts or servers are to be looked at again}}',
  'today.reviews.line': 'What was said of them holds until somebody says otherwise.',
  'today.decided': 'Decided lately',
  'today.mandates': 'Mandates ending soon',
  'today.mandates.line': '{office}, {holder}: {relative}',
  'today.write': 'Write a proposal',
} as const;
