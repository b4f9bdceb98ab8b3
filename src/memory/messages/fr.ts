import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'memory.lede':
    'Toutes les décisions, avec leur décompte et leurs désaccords. Rien ici n’est jamais réécrit ; ce qui change se décide à nouveau.',
  'memory.empty': 'Rien n’a encore été décidé. La première décision se trouvera ici.',
  'memory.older': 'Décisions plus anciennes',
  'memory.record': 'Le registre',
  'record.lede':
    'Les décisions et les mandats s’écrivent en une chaîne : chaque entrée porte l’empreinte de la précédente, de sorte qu’aucune ne peut être changée ou omise sans que cela se voie. Des noms et des textes, il n’y figure qu’un engagement cryptographique salé.',
  'record.whole':
    'Recalculé à l’instant : {count, plural, one {l’entrée affichée ici est intacte} other {les # entrées affichées ici sont intactes et se suivent}}.',
  'record.broken':
    'L’entrée {seq} n’est pas intacte. Quelqu’un a changé la base de données à la main. Prévenez les autres.',
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
