import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'publication.not_found': 'Nous n’avons rien publié à cette adresse.',
  'publication.withdrawn': 'Ceci a été retiré.',
  'publication.of_the_assembly':
    'C’est l’assemblée qui a publié ceci. Seule une décision de l’assemblée peut le changer ou le retirer.',
  'publication.no_mandate': 'Publier demande un mandat de publication en cours, et vous n’en avez pas en ce moment.',
  'publication.not_covered': 'Ce qui a été décidé ne prévoit pas de publier quoi que ce soit.',
  'publication.same_words': 'C’est mot pour mot ce qui s’y trouve déjà.',
  'publication.changed_meanwhile':
    'Entre-temps, quelqu’un l’a changé. Regardez-le d’abord ; ce que vous avez écrit est toujours là.',
  'publication.only_decisions_tell':
    'La manière dont une chose a été décidée ne se reformule pas après coup. On peut la retirer, ou décider à nouveau.',
  'publication.nothing_to_answer':
    'Rien ne nous est parvenu de cette adresse que tout le monde puisse voir. On ne peut pas y répondre ici.',

  'telling.title': 'Décision {number} : {title}',
  'telling.consensus':
    'Adoptée par consensus. Sur {electorate} personnes qui pouvaient voter, {cast} ont participé. D’accord : {agree} ; d’accord avec réserves : {reservations} ; en retrait : {stand_aside} ; abstentions : {abstain}. Personne n’a bloqué.',
  'telling.simple-majority':
    'Adoptée à la majorité simple. Sur {electorate} personnes qui pouvaient voter, {cast} ont participé. Oui : {yes} ; non : {no} ; abstentions : {abstain}.',
  'telling.adopted': 'Adoptée. Sur {electorate} personnes qui pouvaient voter, {cast} ont participé.',

  'effect.publish': 'Ceci est publié, pour tout le monde',
  'effect.publish.help':
    'Cela sort de la maison au nom du collectif : sur les pages publiques, dans le fil et chez toutes les personnes qui nous suivent. On peut le retirer plus tard, mais pas le rattraper partout.',
  'effect.publish.what': 'Ce qui est publié',
  'effect.publish.proposal': 'tout le texte, et le résultat',
  'effect.publish.decision': 'seulement le résumé, et le résultat',
  'effect.publish.sentence':
    'Si la proposition est adoptée, ceci est publié pour tout le monde : {what}. On peut le retirer plus tard, mais pas le rattraper partout.',
  'effect.announce': 'Une annonce est publiée, pour tout le monde',
  'effect.announce.help':
    'D’autres mots que ceux de cette proposition sortent de la maison au nom du collectif. On peut les retirer plus tard, mais pas les rattraper partout.',
  'effect.announce.title': 'Titre de l’annonce',
  'effect.announce.text': 'L’annonce',
  'effect.announce.sentence':
    'Si la proposition est adoptée, l’annonce « {title} » est publiée pour tout le monde : {text}',
  'effect.amend': 'Quelque chose que nous avons publié est changé',
  'effect.amend.help':
    'Le titre, le résumé et le texte de cette proposition prennent la place de ce qui s’y trouve maintenant, sur nos pages et partout où d’autres nous laissent le changer.',
  'effect.amend.sentence': 'Si la proposition est adoptée, son texte prend la place de {publication}.',
  'effect.retract': 'Quelque chose que nous avons publié est retiré',
  'effect.retract.help':
    'Sa page dit alors seulement que cela a été retiré, et les autres serveurs sont priés de l’effacer. Cela ne revient pas.',
  'effect.retract.sentence': 'Si la proposition est adoptée, {retracted} est retirée.',
  'effect.publication': 'Adresse de sa page',
  'effect.publication.link': 'cette publication',

  'published.title': 'Publié',
  'published.lede':
    'Ce que nous avons dit à tout le monde : des propositions et des décisions que l’assemblée a voulu faire connaître, et des annonces.',
  'published.empty': 'Rien n’a encore été publié. Ce que nous avons à dire à tout le monde se trouvera ici.',
  'published.older': 'Plus anciennes',
  'published.all': 'Tout ce qui est publié',
  'published.link': 'Ce que nous avons publié',
  'published.of_proposal': 'Ce qui en a été publié',
  'published.propose': 'Proposer de publier quelque chose',
  'published.kind.proposal': 'Proposition',
  'published.kind.decision': 'Décision',
  'published.kind.notice': 'Annonce',
  'published.on.decision': 'Publié le {time}, par la décision {number} de l’assemblée.',
  'published.on.mandate': 'Publié le {time}, par la personne qui avait le mandat de publication.',
  'published.changed.decision':
    'Changé le {time}, par la décision {number} de l’assemblée : voici la version {version}.',
  'published.changed.mandate':
    'Changé le {time}, par la personne qui avait le mandat de publication : voici la version {version}.',
  'published.changed.short': 'changé le {date}',
  'published.withdrawn.title': 'Retiré',
  'published.withdrawn.decision':
    'Ce qui se trouvait ici a été retiré le {time}, par la décision {number} de l’assemblée.',
  'published.withdrawn.mandate':
    'Ce qui se trouvait ici a été retiré le {time}, par la personne qui avait le mandat de publication.',
  'published.withdrawn.copies':
    'Nous ne montrons plus ses mots, et avons prié les autres serveurs d’effacer les leurs. Des copies faites par d’autres peuvent rester.',
  'published.answers_outside': 'Réponse à quelque chose qui a été dit sur {host}.',
  'published.adopted': 'Adoptée par l’assemblée.',
  'published.decided': 'Décidé',
  'published.thread.answered': 'La proposition',
  'published.thread.answers': 'La décision',
  'published.facts': 'Repères',
  'published.fact.by': 'Par',
  'published.fact.published': 'Publié',
  'published.fact.changed': 'Changé',
  'published.fact.version': 'Version',
  'published.follow': 'Nous suivre',
  'published.follow.help': 'Cette adresse fonctionne dans Mastodon et chez ses cousins.',
  'published.feed': 'Fil de ce que nous publions (Atom)',

  'published.acts': 'Ce que vous pouvez faire',
  'published.acts.mandate':
    'La personne qui a le mandat de publication peut changer ceci ou le retirer. L’assemblée aussi, et tout le monde peut le lui proposer.',
  'published.acts.assembly':
    'C’est l’assemblée qui a publié ceci, donc c’est elle qui le change ou le retire. Tout le monde peut le lui proposer.',
  'published.amend': 'Le changer',
  'published.withdraw': 'Le retirer',
  'published.propose.amend': 'Proposer de le changer',
  'published.propose.withdraw': 'Proposer de le retirer',

  'published.notice.new': 'Écrire une annonce',
  'published.notice.title': 'Une annonce',
  'published.notice.lede':
    'Elle sort de la maison aussitôt, au nom du collectif : sur les pages publiques, dans le fil et chez toutes les personnes qui nous suivent. Vous pourrez la changer ou la retirer plus tard, mais pas la rattraper partout.',
  'published.notice.answers':
    'Ceci répond à quelque chose qui a été dit sur {host}. La personne qui l’a dit le reçoit.',
  'published.notice.field.title': 'Titre',
  'published.notice.field.body': 'L’annonce',
  'published.notice.field.body.help':
    'Des inconnus la liront : ne nommez personne sans son accord. Vous pouvez utiliser Markdown. On voit qu’elle vient d’un mandat, pas de qui.',
  'published.notice.field.language': 'Langue de l’annonce',
  'published.notice.submit': 'La publier maintenant',
  'published.notice.edit': 'Changer l’annonce',
  'published.notice.edit.lede':
    'Les nouveaux mots prennent la place des anciens sur nos pages, et vont à toutes les personnes qui avaient reçu les anciens. On voit toujours que cela a été changé.',
  'published.notice.edit.submit': 'La changer pour tout le monde',
  'published.notice.not_yours':
    'Les annonces sortent au nom de tout le collectif. Il faut pour cela un mandat, et vous ne l’avez pas en ce moment.',
  'published.notice.holders': 'Qui a le mandat de publication',
  'published.notice.holder': '{holder}, jusqu’au {date}',
  'published.notice.instead': 'Avec tout le monde',
  'published.notice.instead.text':
    'Ce qui ne presse pas peut être soumis à l’assemblée : tout le monde peut proposer ce qui se dit en notre nom.',
  'published.notice.propose': 'Proposer une annonce',
  'published.withdraw.title': 'Retirer cette annonce ?',
  'published.withdraw.text':
    'Sa page dira qu’elle a été retirée, et quand, et rien de ses mots. Les autres serveurs sont priés de l’effacer. Des copies faites par d’autres peuvent rester, et l’annonce ne revient pas.',
  'published.withdraw.submit': 'La retirer',
  'published.withdraw.leave': 'La laisser telle quelle',

  'notice.notice_published': 'C’est publié.',
  'notice.notice_changed': 'C’est changé, pour tout le monde.',
  'notice.notice_withdrawn': 'C’est retiré. Les autres serveurs sont priés de l’effacer.',
};
