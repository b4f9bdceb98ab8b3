import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'voice.title': 'Voix du dehors',
  'voice.whose': 'Des personnes d’ailleurs ont répondu. Elles parlent pour elles-mêmes, pas pour {collective}.',
  'voice.none':
    'Personne d’ailleurs n’a encore répondu. Pour répondre, mettez l’adresse de cette page dans la recherche de Mastodon, ou du réseau où vous avez un compte.',
  'voice.none.closed': 'Ce nœud ne reçoit pas de réponses d’ailleurs.',
  'voice.appreciations':
    '{likes, plural, =0 {} one {Un compte aime ceci.} other {# comptes aiment ceci.}} {announces, plural, =0 {} one {Un compte l’a fait circuler.} other {# comptes l’ont fait circuler.}}',
  'voice.later': 'Réponses suivantes',
  'voice.older': 'Plus anciens',
  'voice.held':
    '{count, plural, one {Une réponse d’un inconnu est retenue, et n’est pas montrée ici} other {# réponses d’inconnus sont retenues, et ne sont pas montrées ici}}',
  'voice.changed': 'changé depuis',
  'voice.answers': 'répond à {author}',
  'voice.private': 'Adressé à nous seuls : aucun visiteur ne le voit',
  'voice.private.post': 'Pas pour tout le monde : seuls ceux qui suivent ce compte le voient',
  'voice.original': 'Original sur {host}',
  'voice.answer': 'Répondre au nom du collectif',
  'voice.judge': 'Laisser entrer ou garder dehors',
  'voice.no_words': 'Il n’y a pas là de mots que nous puissions montrer.',
  'voice.warning': 'Avertissement : {warning}',
  'voice.all_of_it': 'Lire en entier',
  'voice.held.answers': 'à cette publication',
  'voice.not_its_author': 'Seule la personne qui l’a écrit peut le changer.',
  'voice.taken_back': 'Ceci a été repris par la personne qui l’a écrit, avant d’arriver.',
  'voice.too_many': 'Il y a déjà trop de réponses à ceci.',
};
