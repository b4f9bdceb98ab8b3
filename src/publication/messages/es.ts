import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'publication.not_found': 'En esta dirección no hay nada que hayamos publicado.',
  'publication.withdrawn': 'Esto se ha retirado.',
  'publication.of_the_assembly':
    'Esto lo ha publicado la asamblea. Solo una decisión de la asamblea puede cambiarlo o retirarlo.',
  'publication.no_mandate': 'Para publicar hace falta un mandato de publicación vigente, y ahora no lo tienes.',
  'publication.not_covered': 'Lo que se decidió no incluye publicar nada.',
  'publication.same_words': 'Es palabra por palabra lo que ya está publicado.',
  'publication.changed_meanwhile':
    'Mientras tanto alguien lo ha cambiado. Míralo primero; lo que escribiste sigue aquí.',
  'publication.only_decisions_tell':
    'La forma en que se decidió algo no se reformula después. Se puede retirar, o decidir de nuevo.',
  'publication.nothing_to_answer':
    'De esta dirección no nos ha llegado nada que todo el mundo pueda ver. Aquí no se puede responder.',

  'telling.title': 'Decisión {number}: {title}',
  'telling.consensus':
    'Aprobada por consenso. De {electorate} con derecho a voto, participaron {cast}. De acuerdo: {agree}; de acuerdo con reservas: {reservations}; al margen: {stand_aside}; abstenciones: {abstain}. Nadie bloqueó.',
  'telling.simple-majority':
    'Aprobada por mayoría simple. De {electorate} con derecho a voto, participaron {cast}. Sí: {yes}; no: {no}; abstenciones: {abstain}.',
  'telling.adopted': 'Aprobada. De {electorate} con derecho a voto, participaron {cast}.',

  'effect.publish': 'Esto se publica, para todo el mundo',
  'effect.publish.help':
    'Sale de casa en nombre del colectivo: a las páginas públicas, al canal de noticias y a quienes nos siguen. Después se puede retirar, pero no recoger de todas partes.',
  'effect.publish.what': 'Qué se publica',
  'effect.publish.proposal': 'todo el texto, y el resultado',
  'effect.publish.decision': 'solo el resumen, y el resultado',
  'effect.publish.sentence':
    'Si se aprueba, esto se publica para todo el mundo: {what}. Después se puede retirar, pero no recoger de todas partes.',
  'effect.announce': 'Se publica un aviso, para todo el mundo',
  'effect.announce.help':
    'Unas palabras distintas de las de esta propuesta salen de casa en nombre del colectivo. Después se pueden retirar, pero no recoger de todas partes.',
  'effect.announce.title': 'Título del aviso',
  'effect.announce.text': 'El aviso',
  'effect.announce.sentence': 'Si se aprueba, se publica para todo el mundo el aviso «{title}»: {text}',
  'effect.amend': 'Se cambia algo que hemos publicado',
  'effect.amend.help':
    'El título, el resumen y el texto de esta propuesta ocupan el lugar de lo que hay ahora, en nuestras páginas y allí donde otros servidores nos dejen cambiarlo.',
  'effect.amend.sentence': 'Si se aprueba, el texto de esta propuesta sustituye a {publication}.',
  'effect.retract': 'Se retira algo que hemos publicado',
  'effect.retract.help':
    'Su página dirá entonces solo que se retiró, y se pedirá a los demás servidores que lo borren. No vuelve.',
  'effect.retract.sentence': 'Si se aprueba, se retira {retracted}.',
  'effect.publication': 'Dirección de su página',
  'effect.publication.link': 'esta publicación',

  'published.title': 'Publicado',
  'published.lede':
    'Lo que hemos dicho a todo el mundo: propuestas y decisiones que la asamblea quiso dar a conocer, y avisos.',
  'published.empty': 'Todavía no se ha publicado nada. Lo que tengamos que decir a todo el mundo estará aquí.',
  'published.older': 'Anteriores',
  'published.all': 'Todo lo publicado',
  'published.link': 'Lo que hemos publicado',
  'published.of_proposal': 'Se ha publicado',
  'published.propose': 'Proponer que se publique algo',
  'published.kind.proposal': 'Propuesta',
  'published.kind.decision': 'Decisión',
  'published.kind.notice': 'Aviso',
  'published.on.decision': 'Publicado el {time}, por la decisión {number} de la asamblea.',
  'published.on.mandate': 'Publicado el {time}, por quien tenía el mandato de publicación.',
  'published.changed.decision':
    'Cambiado el {time}, por la decisión {number} de la asamblea: esta es la versión {version}.',
  'published.changed.mandate':
    'Cambiado el {time}, por quien tenía el mandato de publicación: esta es la versión {version}.',
  'published.changed.short': 'cambiado el {date}',
  'published.withdrawn.title': 'Retirado',
  'published.withdrawn.decision': 'Lo que había aquí se retiró el {time}, por la decisión {number} de la asamblea.',
  'published.withdrawn.mandate': 'Lo que había aquí lo retiró el {time} quien tenía el mandato de publicación.',
  'published.withdrawn.copies':
    'Ya no mostramos sus palabras, y hemos pedido a los demás servidores que borren las suyas. Pueden quedar copias que otras personas hayan hecho.',
  'published.answers_outside': 'Respuesta a algo que se dijo en {host}.',
  'published.adopted': 'Aprobada por la asamblea.',
  'published.decided': 'Se decidió',
  'published.thread.answered': 'La propuesta',
  'published.thread.answers': 'La decisión',
  'published.facts': 'Datos',
  'published.fact.by': 'De',
  'published.fact.published': 'Publicado',
  'published.fact.changed': 'Cambiado',
  'published.fact.version': 'Versión',
  'published.follow': 'Síguenos',
  'published.follow.help': 'Esta dirección sirve en Mastodon y en redes parecidas.',
  'published.feed': 'Canal de lo que publicamos (Atom)',

  'published.acts': 'Qué puedes hacer',
  'published.acts.mandate':
    'Quien tiene el mandato de publicación puede cambiarlo o retirarlo. También la asamblea, y cualquiera puede proponérselo.',
  'published.acts.assembly':
    'Esto lo ha publicado la asamblea, así que lo cambia o lo retira la asamblea. Cualquiera puede proponérselo.',
  'published.amend': 'Cambiarlo',
  'published.withdraw': 'Retirarlo',
  'published.propose.amend': 'Proponer que se cambie',
  'published.propose.withdraw': 'Proponer que se retire',

  'published.notice.new': 'Escribir un aviso',
  'published.notice.title': 'Un aviso',
  'published.notice.lede':
    'Sale de casa enseguida, en nombre del colectivo: a las páginas públicas, al canal de noticias y a quienes nos siguen. Después puedes cambiarlo o retirarlo, pero no recogerlo de todas partes.',
  'published.notice.answers': 'Esto responde a algo que se dijo en {host}. A quien lo dijo le llega.',
  'published.notice.field.title': 'Título',
  'published.notice.field.body': 'El aviso',
  'published.notice.field.body.help':
    'Lo leerá gente que no conocemos: no nombres a nadie que no esté de acuerdo. Puedes usar Markdown. Se muestra que sale por mandato, no de quién.',
  'published.notice.field.language': 'Idioma del aviso',
  'published.notice.submit': 'Publicarlo ahora',
  'published.notice.edit': 'Cambiar el aviso',
  'published.notice.edit.lede':
    'Las palabras nuevas ocupan el lugar de las antiguas en nuestras páginas, y llegan a quienes recibieron las antiguas. Se sigue viendo que se cambió.',
  'published.notice.edit.submit': 'Cambiarlo para todo el mundo',
  'published.notice.not_yours':
    'Los avisos salen en nombre de todo el colectivo. Para eso hace falta un mandato, y ahora no lo tienes.',
  'published.notice.holders': 'Quién tiene el mandato de publicación',
  'published.notice.holder': '{holder}, hasta el {date}',
  'published.notice.instead': 'Entre todo el colectivo',
  'published.notice.instead.text':
    'Lo que no corre prisa se puede llevar a la asamblea: cualquiera puede proponer lo que se dice en nuestro nombre.',
  'published.notice.propose': 'Proponer un aviso',
  'published.withdraw.title': '¿Retirar este aviso?',
  'published.withdraw.text':
    'Su página dirá que se retiró, y cuándo, y nada de sus palabras. Se pedirá a los demás servidores que lo borren. Pueden quedar copias que otras personas hayan hecho, y el aviso no vuelve.',
  'published.withdraw.submit': 'Retirarlo',
  'published.withdraw.leave': 'Dejarlo como está',

  'notice.notice_published': 'Está publicado.',
  'notice.notice_changed': 'Se ha cambiado, para todo el mundo.',
  'notice.notice_withdrawn': 'Se ha retirado. Se está pidiendo a los demás servidores que lo borren.',
};
