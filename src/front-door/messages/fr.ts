import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'door.follow':
    'Voici notre adresse dans le fédivers. Suivez-la depuis Mastodon ou l’un de ses cousins, et vous recevrez ce que nous publions.',
  'door.decided': 'Publié récemment',
  'door.decided.empty': 'Rien n’a encore été publié. Ce que l’assemblée décide de publier se trouvera ici.',
  'door.decided.all': 'Tout ce qui est publié',
  'door.decided.feed': 'Fil (Atom)',
  'door.how': 'Comment nous décidons',
  'door.how.text':
    'Ici, personne ne préside et personne n’administre. Les membres décident ensemble ; toute personne qui agit en notre nom a un mandat écrit qui prend fin de lui-même.',
  'door.how.link': 'Le sens des mots',
  'door.members': 'Pour les membres',
  'door.members.text': 'On entre avec l’invitation d’un membre.',
  'door.unfounded.title': 'Un nœud qui attend son collectif',
  'door.unfounded.lede':
    'Aucun collectif n’a encore été fondé ici. Le lien de fondation se trouve dans le terminal où ce nœud a été démarré.',
  'door.unfounded.command': 'Pour voir un nouveau lien, ou pour fonder sans navigateur, lancez ceci à côté du nœud :',

  'language.title': 'Langue',
  'language.lede': 'Dans quelle langue voulez-vous lire les pages ?',

  'empty.money.title': 'Argent',
  'empty.money.text':
    'Des comptes ouverts : ce qui est entré, ce qui est sorti, et qui l’a décidé. Ce nœud ne tient pas encore de comptes ; une version ultérieure le fera. D’ici là, rien sur l’argent n’est conservé ici.',
  'empty.back': 'Vers l’assemblée',

  'glossary.title': 'Le sens des mots',
  'glossary.lede': 'Les mots qui figurent sur ces pages, chacun en une phrase ou deux.',
  'glossary.assembly': 'Assemblée',
  'glossary.assembly.text': 'Tous les membres ensemble. Ce qu’elle décide engage ; personne n’est au-dessus d’elle.',
  'glossary.mandate': 'Mandat',
  'glossary.mandate.text':
    'Une tâche écrite, avec des pouvoirs nommés, confiée à un membre pour un temps limité. Il prend fin de lui-même, et peut être rendu ou retiré. Rien d’autre ne donne de pouvoir ici.',
  'glossary.proposal': 'Proposition',
  'glossary.proposal.text':
    'Un texte à décider. D’abord le brouillon de la personne qui l’écrit, puis discuté par tout le monde, puis soumis au vote exactement tel quel.',
  'glossary.roll': 'Liste électorale',
  'glossary.roll.text':
    'Celles et ceux qui peuvent voter sur un point : toutes les personnes qui étaient membres à l’ouverture du vote.',
  'glossary.quorum': 'Quorum',
  'glossary.quorum.text':
    'Combien de personnes doivent participer pour que le résultat compte. S’il y en a trop peu, rien n’est décidé : ce n’est pas un non.',
  'glossary.consensus': 'Consensus',
  'glossary.consensus.text':
    'Adoptée si quelqu’un est d’accord, si personne ne bloque et si moins d’un tiers se met en retrait. À cinq ou moins, une personne peut se mettre en retrait.',
  'glossary.stand_aside': 'Se mettre en retrait',
  'glossary.stand_aside.text': 'Je ne peux pas soutenir cela, et je n’arrêterai pas celles et ceux qui le soutiennent.',
  'glossary.block': 'Bloquer',
  'glossary.block.text':
    'Cela rompt un principe que nous partageons ou fait un tort grave, et je dis lequel. Un blocage arrête la proposition.',
  'glossary.simple_majority': 'Majorité simple',
  'glossary.simple_majority.text': 'Adoptée s’il y a plus de oui que de non. À égalité, tout reste en l’état.',
  'glossary.effect': 'Effet',
  'glossary.effect.text':
    'Ce que le nœud exécute lui-même au moment où une proposition est adoptée, comme prendre un autre nom.',
  'glossary.record': 'Registre',
  'glossary.record.text':
    'La chaîne dans laquelle s’écrivent les décisions et les mandats, chacun avec l’empreinte du précédent. On ne peut pas la réécrire sans que cela se voie.',
  'glossary.publication': 'Publication',
  'glossary.publication.text':
    'Ce que nous avons dit à tout le monde : une proposition, une décision ou une annonce. Cela ne sort de ce nœud que par décision de l’assemblée ou avec un mandat en cours, et ne peut pas être rattrapé partout.',
  'glossary.notice': 'Annonce',
  'glossary.notice.text':
    'Une courte publication au nom du collectif, par la personne qui a le mandat de publication ou par décision de l’assemblée.',
  'glossary.tombstone': 'Pierre tombale',
  'glossary.tombstone.text':
    'Ce qui reste là où quelque chose a été retiré : que c’était là, et quand c’est parti. De ses mots, rien.',
  'glossary.actor': 'Acteur',
  'glossary.actor.text':
    'Qui parle et écoute dans le fédivers : une personne, un collectif, un serveur. Nous sommes un seul acteur, toutes et tous ensemble.',
  'glossary.follower': 'Abonné',
  'glossary.follower.text':
    'Quelqu’un d’ailleurs qui a demandé à recevoir ce que nous publions. Nous suivre, ce n’est pas être membre.',
  'glossary.outside_voice': 'Voix du dehors',
  'glossary.outside_voice.text':
    'Ce que quelqu’un d’ailleurs a dit de ce que nous avons publié. Elle est montrée à part, sous l’adresse de la personne, et ne compte jamais dans un vote.',
  'glossary.quarantine': 'Quarantaine',
  'glossary.quarantine.text':
    'Là où attendent les mots d’inconnus, sans que les visiteurs les voient, jusqu’à ce qu’une personne mandatée les laisse entrer ou les garde dehors.',
  'glossary.office.text': 'L’un des trois mandats d’un nouveau nœud. {task}',
};
