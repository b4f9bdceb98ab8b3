import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'founding.title': 'Funda tu colectivo',
  'founding.lede': 'Lleva unos cinco minutos. Solo la dirección no podrá cambiarse nunca; todo lo demás, sí.',
  'founding.collective': 'El colectivo',
  'founding.name': 'Nombre',
  'founding.name.help': 'El que usa el grupo, por ejemplo: Sindicato de Inquilinas del Puerto.',
  'founding.handle': 'Dirección',
  'founding.handle.help':
    'Letras minúsculas, números y guiones bajos. Así se encontrará al colectivo, para siempre: @direccion@{host}.',
  'founding.handle.invalid': 'Solo letras minúsculas de la a a la z, números y guiones bajos, de 2 a 30 en total.',
  'founding.summary': 'Quiénes son, en dos frases',
  'founding.summary.help': 'Cualquiera puede leerlo en la portada.',
  'founding.locale': 'Idioma principal de las páginas',
  'founding.languages': 'Idiomas que se hablan en el colectivo',
  'founding.languages.help': 'Sus códigos cortos, separados por comas, por ejemplo: es, ca, ar.',
  'founding.languages.invalid': 'Escribe códigos de idiomas separados por comas, por ejemplo: es, ca, ar.',
  'founding.voting': 'Tiempo mínimo que una votación queda abierta',
  'founding.voting.help': 'Suficiente para quien no se conecta todos los días.',
  'founding.voting.none': 'Sin mínimo, para hacer pruebas',
  'founding.voting.day': 'Un día',
  'founding.voting.two_days': 'Dos días',
  'founding.voting.five_days': 'Cinco días',
  'founding.founder': 'Tú',
  'founding.founder.help':
    'Durante los primeros 30 días tienes los tres mandatos que necesita un nodo nuevo. Terminan por sí solos; la asamblea puede renovarlos, para ti o para otras personas.',
  'founding.submit': 'Fundar el colectivo',
  'founding.already_founded': 'En este nodo ya se ha fundado un colectivo.',
  'founding.link_unknown':
    'Este enlace de fundación no es el último que mostró la terminal. Busca allí el más reciente o vuelve a poner en marcha el nodo.',
  'founding.zone.invalid': 'No conocemos ninguna zona horaria con ese nombre.',
  'collective.not_founded': 'En este nodo todavía no se ha fundado ningún colectivo.',
  'collective.same_name': 'El colectivo ya se llama así.',
};
