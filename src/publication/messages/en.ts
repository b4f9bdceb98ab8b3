export const en = {
  'publication.not_found': 'Nothing of ours is published at this address.',
  'publication.withdrawn': 'This has been withdrawn.',
  'publication.of_the_assembly':
    'The assembly has published this. Only a decision of the assembly can change it or take it back.',
  'publication.no_mandate': 'Publishing needs a live mandate as publisher, and you do not hold one now.',
  'publication.not_covered': 'What was decided does not cover publishing anything.',
  'publication.same_words': 'This is what stands there already, word for word.',
  'publication.changed_meanwhile':
    'This was changed by somebody else meanwhile. Look at it first; what you typed is still here.',
  'publication.only_decisions_tell':
    'How something was decided is not put in other words afterwards. It can be withdrawn, or decided anew.',
  'publication.nothing_to_answer':
    'Nothing of this address has reached us that everybody may see. It cannot be answered here.',

  'telling.title': 'Decision {number}: {title}',
  'telling.consensus':
    'Adopted by consensus. Of {electorate} who could vote, {cast} took part. Agreed: {agree}; agreed with reservations: {reservations}; stood aside: {stand_aside}; abstained: {abstain}. Nobody blocked.',
  'telling.simple-majority':
    'Adopted by simple majority. Of {electorate} who could vote, {cast} took part. Yes: {yes}; no: {no}; abstained: {abstain}.',
  'telling.adopted': 'Adopted. Of {electorate} who could vote, {cast} took part.',

  'effect.publish': 'This is published, for everybody',
  'effect.publish.help':
    'It leaves the house in the collective’s name: onto the public pages, into the feed, and to everyone who follows us. It can be withdrawn later, but not called back from everywhere.',
  'effect.publish.what': 'What is published',
  'effect.publish.proposal': 'the whole text, and the result',
  'effect.publish.decision': 'only the summary, and the result',
  'effect.publish.sentence':
    'When adopted, this is published for everybody: {what}. It can be withdrawn later, but not called back from everywhere.',
  'effect.announce': 'A notice is published, for everybody',
  'effect.announce.help':
    'Other words than those of this proposal leave the house in the collective’s name. They can be withdrawn later, but not called back from everywhere.',
  'effect.announce.title': 'Title of the notice',
  'effect.announce.text': 'The notice',
  'effect.announce.sentence': 'When adopted, the notice “{title}” is published for everybody: {text}',
  'effect.amend': 'Something we have published is changed',
  'effect.amend.help':
    'Title, summary and text of this proposal take the place of what stands there now, on our pages and wherever others let us change it.',
  'effect.amend.sentence': 'When adopted, the text of this proposal takes the place of {publication}.',
  'effect.retract': 'Something we have published is withdrawn',
  'effect.retract.help':
    'Its page then says no more than that it was withdrawn, and other servers are asked to delete it. It does not come back.',
  'effect.retract.sentence': 'When adopted, {retracted} is withdrawn.',
  'effect.publication': 'Address of its page',
  'effect.publication.link': 'this publication',

  'published.title': 'Published',
  'published.lede':
    'What we have said to everybody: proposals and decisions that the assembly wanted known, and notices.',
  'published.empty': 'Nothing has been published yet. What we have to say to everybody will stand here.',
  'published.older': 'Earlier ones',
  'published.all': 'Everything published',
  'published.link': 'What we have published',
  'published.of_proposal': 'Published',
  'published.propose': 'Propose to publish something',
  'published.kind.proposal': 'Proposal',
  'published.kind.decision': 'Decision',
  'published.kind.notice': 'Notice',
  'published.on.decision': 'Published on {time}, by decision {number} of the assembly.',
  'published.on.mandate': 'Published on {time}, by whoever held the mandate to publish.',
  'published.changed.decision': 'Changed on {time}, by decision {number} of the assembly: this is version {version}.',
  'published.changed.mandate': 'Changed on {time}, by whoever held the mandate to publish: this is version {version}.',
  'published.changed.short': 'changed {date}',
  'published.withdrawn.title': 'Withdrawn',
  'published.withdrawn.decision': 'What stood here was withdrawn on {time}, by decision {number} of the assembly.',
  'published.withdrawn.mandate': 'What stood here was withdrawn on {time}, by whoever held the mandate to publish.',
  'published.withdrawn.copies':
    'We do not show its words any more, and have asked other servers to delete theirs. Copies that others have made may remain.',
  'published.answers_outside': 'An answer to something that was said on {host}.',
  'published.adopted': 'Adopted by the assembly.',
  'published.decided': 'Decided',
  'published.thread.answered': 'The proposal',
  'published.thread.answers': 'The decision',
  'published.facts': 'About this',
  'published.fact.by': 'By',
  'published.fact.published': 'Published',
  'published.fact.changed': 'Changed',
  'published.fact.version': 'Version',
  'published.follow': 'Follow us',
  'published.follow.help': 'This address works in Mastodon and its relatives.',
  'published.feed': 'Feed of what we publish (Atom)',

  'published.acts': 'What you can do',
  'published.acts.mandate':
    'Whoever holds the mandate to publish can change this or take it back. So can the assembly, and anyone can propose it.',
  'published.acts.assembly':
    'The assembly has published this, so the assembly changes it or takes it back. Anyone can propose it.',
  'published.amend': 'Change it',
  'published.withdraw': 'Withdraw it',
  'published.propose.amend': 'Propose to change it',
  'published.propose.withdraw': 'Propose to withdraw it',

  'published.notice.new': 'Write a notice',
  'published.notice.title': 'A notice',
  'published.notice.lede':
    'It leaves the house at once, in the collective’s name: onto the public pages, into the feed, and to everyone who follows us. You can change or withdraw it later, but not call it back from everywhere.',
  'published.notice.answers': 'This answers something that was said on {host}. Whoever said it is told.',
  'published.notice.field.title': 'Title',
  'published.notice.field.body': 'The notice',
  'published.notice.field.body.help':
    'Strangers will read it: name nobody who has not agreed to it. Markdown works. That it comes by mandate is shown, and not from whom.',
  'published.notice.field.language': 'Language of the notice',
  'published.notice.submit': 'Publish it now',
  'published.notice.edit': 'Change the notice',
  'published.notice.edit.lede':
    'The new words take the place of the old ones on our pages, and go to everyone to whom the old ones went. That it was changed stays visible.',
  'published.notice.edit.submit': 'Change it for everybody',
  'published.notice.not_yours': 'Notices go out in everybody’s name. That takes a mandate, and you do not hold it now.',
  'published.notice.holders': 'Who holds the mandate to publish',
  'published.notice.holder': '{holder}, until {date}',
  'published.notice.instead': 'With everybody',
  'published.notice.instead.text':
    'What needs no hurry can be put to the assembly: anyone can propose what is said in our name.',
  'published.notice.propose': 'Propose a notice',
  'published.withdraw.title': 'Withdraw this notice?',
  'published.withdraw.text':
    'Its page will say that it was withdrawn, and when, and nothing of its words. Other servers are asked to delete it. Copies that others have made may remain, and it does not come back.',
  'published.withdraw.submit': 'Withdraw it',
  'published.withdraw.leave': 'Leave it as it is',

  'notice.notice_published': 'It is published.',
  'notice.notice_changed': 'It is changed, for everybody.',
  'notice.notice_withdrawn': 'It is withdrawn. Other servers are being asked to delete it.',
} as const;
