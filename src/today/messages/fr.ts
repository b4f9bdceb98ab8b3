import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'today.nothing': 'Rien ne vous attend en ce moment',
  'today.needs': '{count, plural, one {Une chose vous attend} other {# choses vous attendent}}',
  'today.nothing.help':
    'Quand un vote s’ouvre, ou qu’on vous propose un mandat, c’est ici que cela apparaît d’abord. Vous pouvez aussi lancer quelque chose.',
  'today.vote': 'Voter',
  'today.answer': 'Répondre',
  'today.offer': 'On vous propose un mandat : {office}',
  'today.offer.line': 'Répondez avant le {date}, sinon l’offre tombe.',
  'today.look': 'Regarder',
  'today.strangers':
    '{count, plural, one {Quelqu’un d’inconnu nous a répondu} other {# personnes inconnues nous ont répondu}}',
  'today.strangers.line': 'Leurs mots attendent que quelqu’un qui a votre mandat les laisse entrer ou non.',
  'today.followers': '{count, plural, one {Quelqu’un demande à nous suivre} other {# demandent à nous suivre}}',
  'today.followers.line': 'Ils attendent que quelqu’un qui a votre mandat leur ait répondu.',
  'today.reports': '{count, plural, one {Un signalement est ouvert} other {# signalements sont ouverts}}',
  'today.reports.line':
    'D’autres serveurs nous ont signalé quelque chose. Cela attend que quelqu’un qui a votre mandat l’ait regardé.',
  'today.reviews':
    '{count, plural, one {Un compte ou serveur est à revoir} other {# comptes ou serveurs sont à revoir}}',
  'today.reviews.line': 'Ce qui en a été dit vaut tant que personne ne dit autre chose.',
  'today.decided': 'Décidé récemment',
  'today.mandates': 'Mandats qui prennent bientôt fin',
  'today.mandates.line': '{office}, {holder} : {relative}',
  'today.write': 'Écrire une proposition',
};
