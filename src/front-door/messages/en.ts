export const en = {
  'door.follow':
    'This is our address in the fediverse. Follow it from Mastodon or any of its relatives, and you hear what we publish.',
  'door.decided': 'Published lately',
  'door.decided.empty': 'Nothing has been published yet. What the assembly decides to publish will stand here.',
  'door.decided.all': 'Everything published',
  'door.decided.feed': 'Feed (Atom)',
  'door.how': 'How we decide',
  'door.how.text':
    'There is no chair and no administrator here. Members decide together; whoever acts for us holds a written mandate that ends by itself.',
  'door.how.link': 'What the words mean',
  'door.members': 'For members',
  'door.members.text': 'You join with an invitation from a member.',
  'door.unfounded.title': 'A node, waiting for its collective',
  'door.unfounded.lede':
    'Nobody has founded a collective here yet. The founding link stands on the terminal in which this node was started.',
  'door.unfounded.command': 'To see a new link, or to found without a browser, run this beside the node:',

  'language.title': 'Language',
  'language.lede': 'In which language shall the pages be?',

  'empty.money.title': 'Money',
  'empty.money.text':
    'Open books: what came in, what went out, and who decided it. This node does not keep books yet; it will with a later version. Until then nothing about money is stored here.',
  'empty.back': 'To the assembly',

  'glossary.title': 'What the words mean',
  'glossary.lede': 'The words that stand on these pages, each in a sentence or two.',
  'glossary.assembly': 'Assembly',
  'glossary.assembly.text': 'All members together. What it decides binds; nobody stands above it.',
  'glossary.mandate': 'Mandate',
  'glossary.mandate.text':
    'A written task with named powers, given to one member for a limited time. It ends by itself, and can be laid down or taken back. Nothing else gives power here.',
  'glossary.proposal': 'Proposal',
  'glossary.proposal.text':
    'A text that is to be decided. First its author’s draft, then discussed by all, then voted on exactly as it stands.',
  'glossary.roll': 'Roll',
  'glossary.roll.text': 'Those who may vote on something: everyone who was a member when the vote opened.',
  'glossary.quorum': 'Quorum',
  'glossary.quorum.text':
    'How many must take part for the result to count. If too few do, nothing is decided: that is not a no.',
  'glossary.consensus': 'Consensus',
  'glossary.consensus.text':
    'Adopted if somebody agrees, nobody blocks, and less than a third stand aside. Among five or fewer, one may stand aside.',
  'glossary.stand_aside': 'Stand aside',
  'glossary.stand_aside.text': 'I cannot support this, and will not stop those who do.',
  'glossary.block': 'Block',
  'glossary.block.text':
    'This breaks a principle we share or does serious harm, and I say which. A block stops the proposal.',
  'glossary.simple_majority': 'Simple majority',
  'glossary.simple_majority.text':
    'Adopted if more say yes than no. With as many on both sides, things stay as they are.',
  'glossary.effect': 'Effect',
  'glossary.effect.text':
    'What the node itself carries out at the moment when a proposal is adopted, such as taking a new name.',
  'glossary.record': 'Record',
  'glossary.record.text':
    'The chain in which decisions and mandates are written down, each with the hash of the one before. It cannot be rewritten unseen.',
  'glossary.publication': 'Publication',
  'glossary.publication.text':
    'What we have said to everybody: a proposal, a decision or a notice. It leaves this node only by a decision of the assembly or under a live mandate, and cannot be called back from everywhere.',
  'glossary.notice': 'Notice',
  'glossary.notice.text':
    'A short publication in the collective’s name, by whoever holds the mandate to publish or by decision of the assembly.',
  'glossary.tombstone': 'Tombstone',
  'glossary.tombstone.text':
    'What stands where something was withdrawn: that it was there, and when it went. Of its words, nothing.',
  'glossary.actor': 'Actor',
  'glossary.actor.text':
    'Whoever speaks and listens in the fediverse: a person, a collective, a server. We are one actor, all of us together.',
  'glossary.follower': 'Follower',
  'glossary.follower.text': 'Somebody elsewhere who asked to be sent what we publish. To follow is not to be a member.',
  'glossary.outside_voice': 'Outside voice',
  'glossary.outside_voice.text':
    'What somebody elsewhere has said to something we published. It is shown apart, under its author’s own address, and never counts in a vote.',
  'glossary.quarantine': 'Quarantine',
  'glossary.quarantine.text':
    'Where words of strangers wait, unseen by visitors, until somebody with the mandate lets them in or keeps them out.',
  'glossary.office.text': 'One of the three mandates of a new node: {task}',
} as const;
