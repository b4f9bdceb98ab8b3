import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'founding.title': 'Fonder votre collectif',
  'founding.lede': 'Il faut environ cinq minutes. Seule l’adresse ne pourra plus jamais changer ; tout le reste, si.',
  'founding.collective': 'Le collectif',
  'founding.name': 'Nom',
  'founding.name.help': 'Celui que vous vous donnez, par exemple : Syndicat des locataires du port.',
  'founding.handle': 'Adresse',
  'founding.handle.help':
    'Des minuscules, des chiffres et des tirets bas. On vous trouvera sous @adresse@{host}, pour toujours.',
  'founding.handle.invalid': 'Seulement des minuscules de a à z, des chiffres et des tirets bas, de 2 à 30 en tout.',
  'founding.summary': 'Qui vous êtes, en deux phrases',
  'founding.summary.help': 'Tout le monde peut le lire sur la page d’accueil.',
  'founding.locale': 'Langue principale des pages',
  'founding.languages': 'Langues parlées entre vous',
  'founding.languages.help': 'Leurs codes courts, séparés par des virgules, par exemple : es, ca, ar.',
  'founding.languages.invalid': 'Écrivez des codes de langues séparés par des virgules, par exemple : es, ca, ar.',
  'founding.voting': 'Durée minimale d’un vote',
  'founding.voting.help': 'Assez longue pour les personnes qui ne se connectent pas tous les jours.',
  'founding.voting.none': 'Pas de minimum, pour essayer',
  'founding.voting.day': 'Un jour',
  'founding.voting.two_days': 'Deux jours',
  'founding.voting.five_days': 'Cinq jours',
  'founding.founder': 'Vous',
  'founding.founder.help':
    'Pendant les 30 premiers jours, vous avez les trois mandats dont un nouveau nœud a besoin. Ils prennent fin d’eux-mêmes ; l’assemblée peut les renouveler, pour vous ou pour d’autres.',
  'founding.submit': 'Fonder le collectif',
  'founding.already_founded': 'Un collectif a déjà été fondé sur ce nœud.',
  'founding.link_unknown':
    'Ce lien de fondation n’est pas le dernier que le terminal a affiché. Cherchez-y le plus récent, ou redémarrez le nœud.',
  'founding.zone.invalid': 'Nous ne connaissons pas de fuseau horaire de ce nom.',
  'collective.not_founded': 'Aucun collectif n’a encore été fondé sur ce nœud.',
  'collective.same_name': 'Le collectif porte déjà ce nom.',
};
