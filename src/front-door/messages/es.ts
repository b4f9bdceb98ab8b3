import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'door.follow':
    'Esta es nuestra dirección en el fediverso. Síguela desde Mastodon o redes parecidas y te llegará lo que publiquemos.',
  'door.decided': 'Publicado hace poco',
  'door.decided.empty': 'Todavía no se ha publicado nada. Lo que la asamblea decida publicar estará aquí.',
  'door.decided.all': 'Todo lo publicado',
  'door.decided.feed': 'Canal (Atom)',
  'door.how': 'Cómo decidimos',
  'door.how.text':
    'Aquí nadie preside y nadie administra. Decidimos en común; quien actúa en nuestro nombre tiene un mandato escrito que termina por sí solo.',
  'door.how.link': 'Qué significan las palabras',
  'door.members': 'Para integrantes',
  'door.members.text': 'Se entra con una invitación de alguien que ya forma parte.',
  'door.unfounded.title': 'Un nodo que espera a su colectivo',
  'door.unfounded.lede':
    'Aquí todavía no se ha fundado ningún colectivo. El enlace de fundación está en la terminal donde se puso en marcha este nodo.',
  'door.unfounded.command': 'Para ver un enlace nuevo, o para fundar sin navegador, ejecuta esto junto al nodo:',

  'language.title': 'Idioma',
  'language.lede': '¿En qué idioma quieres ver las páginas?',

  'empty.money.title': 'Dinero',
  'empty.money.text':
    'Cuentas abiertas: qué entró, qué salió y quién lo decidió. Este nodo todavía no lleva cuentas; lo hará en una versión posterior. Hasta entonces aquí no se guarda nada sobre dinero.',
  'empty.back': 'A la asamblea',

  'glossary.title': 'Qué significan las palabras',
  'glossary.lede': 'Las palabras que aparecen en estas páginas, cada una en una o dos frases.',
  'glossary.assembly': 'Asamblea',
  'glossary.assembly.text': 'El conjunto de integrantes. Lo que decide obliga; nadie está por encima de ella.',
  'glossary.mandate': 'Mandato',
  'glossary.mandate.text':
    'Una tarea escrita, con poderes concretos, que se da a una persona por un tiempo limitado. Termina por sí sola, y se puede dejar o revocar. Aquí nada más da poder.',
  'glossary.proposal': 'Propuesta',
  'glossary.proposal.text':
    'Un texto sobre el que hay que decidir. Primero es el borrador de quien lo escribe, luego se debate entre todo el colectivo y después se vota exactamente tal como está.',
  'glossary.roll': 'Censo',
  'glossary.roll.text':
    'Quienes pueden votar sobre algo: todas las personas que formaban parte del colectivo cuando se abrió la votación.',
  'glossary.quorum': 'Quórum',
  'glossary.quorum.text':
    'Cuántas personas tienen que participar para que el resultado valga. Si son menos, no se decide nada: eso no es un no.',
  'glossary.consensus': 'Consenso',
  'glossary.consensus.text':
    'Se aprueba si alguien está de acuerdo, nadie bloquea y menos de un tercio se queda al margen. Entre cinco o menos, una persona puede quedarse al margen.',
  'glossary.stand_aside': 'Quedarse al margen',
  'glossary.stand_aside.text': 'No puedo apoyar esto, y no voy a frenar a quienes lo apoyan.',
  'glossary.block': 'Bloquear',
  'glossary.block.text':
    'Esto rompe un principio que compartimos o hace un daño grave, y digo cuál. Un bloqueo detiene la propuesta.',
  'glossary.simple_majority': 'Mayoría simple',
  'glossary.simple_majority.text': 'Se aprueba si hay más síes que noes. Si hay empate, todo queda como está.',
  'glossary.effect': 'Efecto',
  'glossary.effect.text':
    'Lo que el propio nodo lleva a cabo en el momento en que se aprueba una propuesta, como tomar otro nombre.',
  'glossary.record': 'Registro',
  'glossary.record.text':
    'La cadena en la que se escriben las decisiones y los mandatos, cada uno con la huella del anterior. No se puede reescribir sin que se note.',
  'glossary.publication': 'Publicación',
  'glossary.publication.text':
    'Lo que hemos dicho a todo el mundo: una propuesta, una decisión o un aviso. Sale de este nodo solo por decisión de la asamblea o con un mandato vigente, y no se puede recoger de todas partes.',
  'glossary.notice': 'Aviso',
  'glossary.notice.text':
    'Una publicación breve en nombre del colectivo, de quien tiene el mandato de publicación o por decisión de la asamblea.',
  'glossary.tombstone': 'Lápida',
  'glossary.tombstone.text':
    'Lo que queda donde se retiró algo: que estaba ahí, y cuándo se fue. De sus palabras, nada.',
  'glossary.actor': 'Actor',
  'glossary.actor.text':
    'Quien habla y escucha en el fediverso: una persona, un colectivo, un servidor. Somos un solo actor, en conjunto.',
  'glossary.follower': 'Quien nos sigue',
  'glossary.follower.text': 'Alguien de fuera que ha pedido recibir lo que publicamos. Seguirnos no es formar parte.',
  'glossary.outside_voice': 'Voz de fuera',
  'glossary.outside_voice.text':
    'Lo que alguien de fuera ha dicho sobre algo que publicamos. Se muestra aparte, con la dirección de quien lo dijo, y nunca cuenta en una votación.',
  'glossary.quarantine': 'Cuarentena',
  'glossary.quarantine.text':
    'Donde esperan las palabras de desconocidos, sin que las visitas las vean, hasta que quien tiene el mandato las deja entrar o las deja fuera.',
  'glossary.office.text': 'Uno de los tres mandatos de un nodo nuevo. {task}',
};
