import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'memory.lede':
    'Todas las decisiones, con su recuento y sus disensos. Aquí nunca se reescribe nada; lo que cambia se decide de nuevo.',
  'memory.empty': 'Todavía no se ha decidido nada. La primera decisión estará aquí.',
  'memory.older': 'Decisiones anteriores',
  'memory.record': 'El registro',
  'record.lede':
    'Las decisiones y los mandatos se escriben en una cadena: cada entrada lleva la huella de la anterior, de modo que ninguna se puede cambiar ni omitir sin que se note. Los nombres y los textos no aparecen en ella, solo sus huellas selladas, con las que cada quien puede demostrar los suyos.',
  'record.whole':
    '{count, plural, one {Recalculado ahora mismo: la única entrada que se muestra aquí está íntegra.} other {Recalculado ahora mismo: las # entradas que se muestran aquí están íntegras y se siguen unas a otras.}}',
  'record.broken':
    'La entrada {seq} no está íntegra. La base de datos se cambió a mano, o está dañada. Avisa a las demás personas.',
  'record.empty': 'El registro está vacío.',
  'record.entry': 'Entrada {seq}',
  'record.more': 'Entradas posteriores',
  'record.kind.collective.founded': 'Fundación del colectivo',
  'record.kind.mandate.granted': 'Mandato otorgado',
  'record.kind.mandate.accepted': 'Mandato aceptado',
  'record.kind.mandate.ended': 'Mandato terminado',
  'record.kind.decision': 'Decisión',
  'record.kind.decision.effect': 'Efecto de una decisión',
};
