import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const fr: TranslationOf<typeof en> = {
  'member.not_active': 'Vous n’êtes plus membre ici.',
  'member.handle_taken': 'Quelqu’un porte déjà ce nom ici. Choisissez-en un autre, s’il vous plaît.',
  'member.not_found': 'Aucun membre ne porte ce nom.',
  'member.gone': 'une personne qui est partie',

  'handle.label': 'Votre nom ici',
  'handle.help':
    'Un pseudonyme convient : de 2 à 30 lettres, chiffres, tirets ou tirets bas. Les autres membres le voient.',
  'handle.invalid':
    'Utilisez de 2 à 30 lettres, chiffres, tirets ou tirets bas, avec une lettre ou un chiffre au début et à la fin.',
  'passphrase.label': 'Phrase de passe',
  'passphrase.help':
    'Au moins 12 caractères. Quatre ou cinq mots sans lien, choisis par vous, vont très bien ; c’est la longueur qui compte.',
  'passphrase.current': 'Votre phrase de passe',
  'passphrase.new': 'Nouvelle phrase de passe',
  'passphrase.wrong': 'Ce n’est pas votre phrase de passe.',

  'sign_in.title': 'Se connecter',
  'sign_in.submit': 'Se connecter',
  'sign_in.lost': 'J’ai perdu ma phrase de passe',
  'sign_in.wrong': 'Ce nom et cette phrase de passe ne vont pas ensemble.',
  'sign_in.slow_down':
    '{seconds, plural, one {Attendez une seconde} other {Attendez # secondes}} avant de réessayer, s’il vous plaît.',
  'sign_in.busy': 'Beaucoup de monde se connecte en ce moment. Réessayez dans quelques secondes, s’il vous plaît.',
  'sign_out.submit': 'Se déconnecter',
  'session.not_found': 'Cette session a déjà pris fin.',

  'recover.title': 'Retrouver l’accès',
  'recover.lede':
    'Utilisez l’un des codes de récupération affichés lors de votre arrivée. Il permet de choisir une nouvelle phrase de passe et met fin à toutes les autres sessions et à tous les jetons.',
  'recover.code': 'Code de récupération',
  'recover.code.help': 'Peu importent les majuscules, les espaces et les tirets.',
  'recover.submit': 'Enregistrer la nouvelle phrase de passe',
  'recover.none':
    'Plus aucun code ? Personne ne peut ouvrir votre compte à votre place, et c’est bien ainsi. Demandez une nouvelle invitation.',

  'invitation.gone':
    'Cette invitation a été utilisée, a expiré ou a été retirée. Demandez-en une autre à la personne qui vous l’a donnée.',
  'invitation.too_many_open':
    'Vous avez {max} invitations ouvertes. Retirez-en quelques-unes, ou attendez qu’elles servent.',
  'invitation.no_mandate':
    'Pour inviter, il faut un mandat de convocation en cours, et vous n’en avez pas en ce moment.',
  'invitation.not_found': 'Vous n’avez pas d’invitation ouverte de ce genre.',
  'invitation.title': 'Invitations',
  'invitation.lede':
    'Chaque lien fait entrer une personne, une seule fois, dans les sept jours, et seulement tant que votre mandat est en cours.',
  'invitation.make': 'Créer une invitation',
  'invitation.none':
    'Pas encore d’invitation. Créez-en une, et remettez-la en main propre ou par un canal de confiance.',
  'invitation.once.title': 'Une invitation pour une personne',
  'invitation.once.lede':
    'Remettez ce lien en main propre ou par un canal de confiance. Il ne s’affiche que maintenant.',
  'invitation.expires': 'Valable une fois, jusqu’au {date}.',
  'invitation.made_on': 'Créée le {date}',
  'invitation.status.open': 'Ouverte',
  'invitation.status.used': 'Utilisée',
  'invitation.status.withdrawn': 'Retirée',
  'invitation.status.expired': 'Expirée',
  'invitation.withdraw': 'Retirer',
  'invitation.not_yours_to_make':
    'C’est le mandat de convocation qui permet d’inviter. Vous ne l’avez pas en ce moment.',

  'join.title': 'Rejoindre {name}',
  'join.lede':
    'Vous avez reçu une invitation. Choisissez un nom et une phrase de passe ; pas besoin d’adresse électronique.',
  'join.submit': 'Rejoindre',

  'welcome.title': 'Notez ces codes',
  'welcome.lede':
    'Si vous perdez votre phrase de passe, un de ces codes vous ouvre la porte ; chacun sert une fois. Personne d’autre ne peut vous faire entrer. Ces codes ne s’affichent que maintenant.',
  'welcome.codes': 'Codes de récupération',
  'welcome.go': 'Je les ai notés',

  'members.title': 'Membres',
  'members.count': '{count, plural, one {# membre} other {# membres}}',
  'members.since': 'depuis le {date}',
  'members.more': 'Plus de membres',
  'members.invite': 'Inviter quelqu’un',

  'me.title': 'Ma page',
  'me.settings': 'Langue et heure',
  'me.settings.submit': 'Enregistrer',
  'me.sessions': 'Où votre session est ouverte',
  'me.sessions.help':
    'Ni adresse ni navigateur ne sont conservés : seulement le début de la session et la semaine de sa dernière utilisation.',
  'me.session.this': 'celle-ci',
  'me.session.line': 'Depuis le {started}, dernière utilisation en semaine {week}',
  'me.session.end': 'Fermer',
  'me.sessions.end_others': 'Fermer toutes les autres',
  'me.tokens': 'Jetons pour des programmes',
  'me.tokens.help':
    'Un jeton permet à un programme d’agir en votre nom par l’interface prévue pour les programmes. Traitez-le comme une phrase de passe.',
  'me.token.label': 'À quoi il sert',
  'me.token.scope': 'Ce qu’il permet',
  'me.token.scope.read': 'Lire seulement',
  'me.token.scope.act': 'Lire et agir',
  'me.token.submit': 'Créer un jeton',
  'me.token.line': 'Créé le {created} ({by}), prend fin le {ends}',
  'me.token.by.page': 'sur cette page',
  'me.token.by.api': 'par l’API',
  'me.token.by.terminal': 'dans le terminal',
  'me.token.revoke': 'Révoquer',
  'me.tokens.none': 'Vous n’avez pas de jeton.',
  'token.not_found': 'Vous n’avez pas de jeton de ce genre.',
  'token.once.title': 'Votre nouveau jeton',
  'token.once.lede':
    'Il ne s’affiche que maintenant. Envoyez-le ainsi : « Authorization: Bearer … ». Il prend fin le {date}.',
  'me.passphrase': 'Phrase de passe',
  'me.passphrase.submit': 'Changer la phrase de passe',
  'me.passphrase.help': 'La changer met fin à toutes vos autres sessions.',
  'me.recovery': 'Codes de récupération',
  'me.recovery.left':
    '{count, plural, =0 {Il ne vous reste aucun code inutilisé.} one {Il vous reste un code inutilisé.} other {Il vous reste # codes inutilisés.}}',
  'me.recovery.submit': 'Créer de nouveaux codes',
  'me.leave': 'Quitter le collectif',
  'me.leave.help':
    'Toutes vos sessions se ferment d’un coup. Vos mandats prennent fin, et vous ne comptez plus dans les votes encore ouverts, même si vous avez déjà voté. Ce que vous avez écrit et ce qui a été décidé reste.',
  'me.leave.erase': 'Effacer aussi mon nom de ce que j’ai écrit',
  'me.leave.submit': 'Quitter le collectif',
  'me.back': 'Retour à ma page',

  'notice.joined': 'Bienvenue. Vous êtes maintenant membre.',
  'notice.signed_out': 'Votre session est fermée.',
  'notice.left': 'Vous avez quitté le collectif. Merci pour ce que vous avez fait ici.',
  'notice.settings_saved': 'Enregistré.',
  'notice.session_ended': 'Cette session a pris fin.',
  'notice.token_revoked': 'Ce jeton n’est plus valable.',
  'notice.passphrase_changed': 'Votre phrase de passe a changé, et toutes les autres sessions ont pris fin.',
  'notice.invitation_withdrawn': 'Cette invitation n’est plus valable.',
};
