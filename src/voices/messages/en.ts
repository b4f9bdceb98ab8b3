export const en = {
  'voice.title': 'Outside voices',
  'voice.whose': 'People elsewhere have answered. They speak for themselves, not for {collective}.',
  'voice.none':
    'Nobody elsewhere has answered yet. To answer, put the address of this page into the search of Mastodon, or of wherever you have an account.',
  'voice.none.closed': 'This node is closed to answers from elsewhere.',
  'voice.appreciations':
    '{likes, plural, =0 {} one {One account likes this.} other {# accounts like this.}} {announces, plural, =0 {} one {One account has passed it on.} other {# accounts have passed it on.}}',
  'voice.later': 'Later answers',
  'voice.older': 'Older',
  'voice.held':
    '{count, plural, one {One answer by a stranger is held, and not shown here} other {# answers by strangers are held, and not shown here}}',
  'voice.changed': 'changed since',
  'voice.answers': 'answers {author}',
  'voice.private': 'Addressed to us only: no visitor sees it',
  'voice.private.post': 'Not for everybody: only those who follow them see it',
  'voice.original': 'Original on {host}',
  'voice.answer': 'Answer in the collective’s name',
  'voice.judge': 'Let in or keep out',
  'voice.no_words': 'There are no words in it that we could show.',
  'voice.warning': 'Warning: {warning}',
  'voice.all_of_it': 'All of it',
  'voice.held.answers': 'to this publication',
  'voice.not_its_author': 'Only its author can change this.',
  'voice.taken_back': 'Its author had taken this back before it arrived.',
  'voice.too_many': 'There are too many answers to this already.',
} as const;
