import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'memory.lede':
    'Toutes les décisions, avec leur décompte et leurs désaccords. Rien ici n’est jamais réécrit ; ce qui change se décide à nouveau.',
  'memory.empty': 'Rien n’a encore été décidé. La première décision se trouvera ici.',
  'memory.older': 'Décisions plus anciennes',
  'memory.record': 'Le registre',
  'record.lede':
    'Les décisions et les mandats s’écrivent en une chaîne : chaque entrée porte l’empreinte de la précédente, de sorte qu’aucune ne peut être changée ou omise sans que cela se voie. Les noms et les textes n’y figurent pas, seulement leurs empreintes scellées, grâce auxquelles chaque personne peut prouver les siens.',
  'record.whole':
    '{count, plural, one {Recalculé à l’instant : la seule entrée affichée ici est intacte.} other {Recalculé à l’instant : les # entrées affichées ici sont intactes et se suivent.}}',
  'record.broken':
    'L’entrée {seq} n’est pas intacte. La base de données a été changée à la main, ou elle est endommagée. Prévenez les autres.',
  'record.empty': 'Le registre est vide.',
  'record.entry': 'Entrée {seq}',
  'record.more': 'Entrées suivantes',
  'record.kind.collective.founded': 'Fondation du collectif',
  'record.kind.mandate.granted': 'Mandat donné',
  'record.kind.mandate.accepted': 'Mandat accepté',
  'record.kind.mandate.ended': 'Fin d’un mandat',
  'record.kind.decision': 'Décision',
  'record.kind.decision.effect': 'Effet d’une décision',
};
