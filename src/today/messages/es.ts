import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'today.nothing': 'Nada te espera por ahora',
  'today.needs': '{count, plural, one {Una cosa te espera} other {# cosas te esperan}}',
  'today.nothing.help':
    'Cuando se abra una votación o se te ofrezca un mandato, aparecerá aquí en primer lugar. También puedes empezar algo tú.',
  'today.vote': 'Votar',
  'today.answer': 'Responder',
  'today.offer': 'Se te ofrece un mandato: {office}',
  'today.offer.line': 'Responde antes del {date}; si no, la oferta caduca.',
  'today.look': 'Mirar',
  'today.strangers':
    '{count, plural, one {Alguien desconocido nos ha respondido} other {# personas desconocidas nos han respondido}}',
  'today.strangers.line': 'Sus palabras esperan hasta que alguien con tu mandato las deje entrar o las deje fuera.',
  'today.followers': '{count, plural, one {Alguien pide seguirnos} other {# piden seguirnos}}',
  'today.followers.line': 'Esperan hasta que alguien con tu mandato haya respondido.',
  'today.reports': '{count, plural, one {Hay una denuncia abierta} other {Hay # denuncias abiertas}}',
  'today.reports.line': 'Otros servidores nos han señalado algo. Espera hasta que alguien con tu mandato lo mire.',
  'today.reviews':
    '{count, plural, one {Hay que volver a mirar una cuenta o servidor} other {Hay que volver a mirar # cuentas o servidores}}',
  'today.reviews.line': 'Lo que se dijo vale hasta que alguien diga otra cosa.',
  'today.decided': 'Decidido hace poco',
  'today.mandates': 'Mandatos que terminan pronto',
  'today.mandates.line': '{office}, {holder}: {relative}',
  'today.write': 'Escribir una propuesta',
};
