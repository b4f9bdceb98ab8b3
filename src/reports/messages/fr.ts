import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'report.title': 'Signalements',
  'report.lede':
    'Ce que d’autres serveurs nous ont signalé : à notre sujet, au sujet de ce que nous publions, ou de ce que d’autres en disent dessous. Qui l’a signalé n’est dit à personne.',
  'report.empty':
    'Aucun signalement n’est ouvert. Ce que d’autres serveurs nous signalent attendrait ici que quelqu’un l’ait regardé.',
  'report.open': '{count, plural, one {Un signalement est ouvert} other {# signalements sont ouverts}}',
  'report.more': 'Autres signalements',
  'report.from': 'De {host}',
  'report.what': 'Ce qui est signalé',
  'report.why': 'Ce qu’on nous écrit',
  'report.no_words': 'Aucune raison n’est donnée.',
  'report.gone': 'Cela ne se trouve plus ici.',
  'report.target.collective': '{name} : nous-mêmes',
  'report.way.judge': 'Tenir ce compte à l’écart, ou le laisser entrer',
  'report.way.withdraw': 'Proposer de le retirer',
  'report.settle': 'Dire ce qu’il en est advenu',
  'report.field.outcome': 'Ce qu’il en est advenu',
  'report.outcome.acted': 'Quelque chose a été fait',
  'report.outcome.acted.help':
    'Quelqu’un a été tenu à l’écart, ou quelque chose a été retiré ou proposé. Commencez par là.',
  'report.outcome.set_aside': 'Il est laissé de côté',
  'report.outcome.set_aside.help': 'Il n’y a rien à faire.',
  'report.field.reason': 'Ce qui a été fait, ou pourquoi rien ne l’a été',
  'report.field.reason.help': 'Chaque membre peut le lire. Le serveur qui a signalé n’en sait rien.',
  'report.submit': 'Enregistrer',
  'report.over': 'Déjà regardés',
  'report.acted': 'Quelque chose a été fait',
  'report.set_aside': 'Laissé de côté',
  'report.under': 'en vertu de ce mandat',
  'report.too_many': 'Trop de signalements sont déjà ouverts.',
  'report.no_mandate': 'Vous n’avez aucun mandat en cours pour vous occuper des signalements.',
  'report.not_found': 'Ce signalement n’existe pas.',
  'report.settled': 'Quelqu’un a déjà regardé ce signalement.',

  'notice.report_settled': 'Enregistré. Le signalement n’est plus ouvert.',
};
