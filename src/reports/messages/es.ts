import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'report.title': 'Denuncias',
  'report.lede':
    'Lo que otros servidores nos han señalado: sobre nosotres, sobre lo que publicamos o sobre lo que otra gente dice debajo. A nadie se le dice quién lo señaló.',
  'report.empty':
    'No hay ninguna denuncia abierta. Lo que otros servidores nos señalen esperaría aquí hasta que alguien lo mire.',
  'report.open': '{count, plural, one {Hay una denuncia abierta} other {Hay # denuncias abiertas}}',
  'report.more': 'Más denuncias',
  'report.from': 'De {host}',
  'report.what': 'Lo que se denuncia',
  'report.why': 'Lo que escriben',
  'report.no_words': 'No dan ninguna razón.',
  'report.gone': 'Esto ya no está aquí.',
  'report.target.collective': '{name}: el propio colectivo',
  'report.way.judge': 'Dejar fuera esta cuenta, o dejarla entrar',
  'report.way.withdraw': 'Proponer retirarlo',
  'report.settle': 'Decir qué se hizo',
  'report.field.outcome': 'Qué se hizo',
  'report.outcome.acted': 'Se hizo algo',
  'report.outcome.acted.help': 'Se dejó fuera a alguien, o algo se retiró o se propuso. Haz eso primero.',
  'report.outcome.set_aside': 'Se deja a un lado',
  'report.outcome.set_aside.help': 'No hay nada que hacer.',
  'report.field.reason': 'Qué se hizo, o por qué no se hizo nada',
  'report.field.reason.help': 'Todas las personas del colectivo pueden leerlo. El servidor que denunció no se entera.',
  'report.submit': 'Guardar',
  'report.over': 'Ya miradas',
  'report.acted': 'Se hizo algo',
  'report.set_aside': 'Se dejó a un lado',
  'report.under': 'con este mandato',
  'report.too_many': 'Ya hay demasiadas denuncias abiertas.',
  'report.no_mandate': 'No tienes ningún mandato vigente para ocuparte de las denuncias.',
  'report.not_found': 'No existe esa denuncia.',
  'report.settled': 'Alguien ya ha mirado esta denuncia.',

  'notice.report_settled': 'Guardado. La denuncia ya no está abierta.',
};
