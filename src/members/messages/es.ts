import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'member.not_active': 'Ya no formas parte de este colectivo.',
  'member.handle_taken': 'Aquí ya hay alguien con ese nombre. Elige otro, por favor.',
  'member.not_found': 'No hay ningún integrante con ese nombre.',
  'member.gone': 'alguien que se fue',

  'handle.label': 'Tu nombre aquí',
  'handle.help':
    'Puede ser un seudónimo: de 2 a 30 letras, números, guiones o guiones bajos. Lo ven las demás personas del colectivo.',
  'handle.invalid':
    'Usa de 2 a 30 letras, números, guiones o guiones bajos; al principio y al final, una letra o un número.',
  'passphrase.label': 'Frase de paso',
  'passphrase.help':
    'Al menos 12 caracteres. Van bien cuatro o cinco palabras sin relación entre sí, elegidas por ti; lo que cuenta es que sea larga.',
  'passphrase.current': 'Tu frase de paso',
  'passphrase.new': 'Nueva frase de paso',
  'passphrase.wrong': 'Esta no es tu frase de paso.',

  'sign_in.title': 'Iniciar sesión',
  'sign_in.submit': 'Entrar',
  'sign_in.lost': 'He perdido mi frase de paso',
  'sign_in.wrong': 'Ese nombre y esa frase de paso no van juntos.',
  'sign_in.slow_down':
    '{seconds, plural, one {Espera un segundo} other {Espera # segundos}} antes de volver a intentarlo, por favor.',
  'sign_in.busy': 'En este momento está entrando mucha gente. Vuelve a intentarlo en unos segundos, por favor.',
  'sign_out.submit': 'Cerrar sesión',
  'session.not_found': 'Esta sesión ya había terminado.',

  'recover.title': 'Recuperar el acceso',
  'recover.lede':
    'Usa uno de los códigos de recuperación que viste al unirte. Con él pones una frase de paso nueva y terminan todas las demás sesiones y todos los tokens.',
  'recover.code': 'Código de recuperación',
  'recover.code.help': 'Dan igual las mayúsculas, los espacios y los guiones.',
  'recover.submit': 'Poner la nueva frase de paso',
  'recover.none':
    '¿No te queda ningún código? Nadie puede abrir tu cuenta por ti, y así debe ser. Pide que te inviten de nuevo.',

  'invitation.gone': 'Esta invitación ya se usó, caducó o fue retirada. Pide otra a quien te la dio.',
  'invitation.too_many_open': 'Tienes {max} invitaciones abiertas. Retira algunas o espera a que se usen.',
  'invitation.no_mandate': 'Para invitar hace falta un mandato de convocatoria vigente, y ahora no lo tienes.',
  'invitation.not_found': 'No tienes abierta ninguna invitación así.',
  'invitation.title': 'Invitaciones',
  'invitation.lede':
    'Con cada enlace entra una persona, una sola vez, en un plazo de siete días y solo mientras tu mandato siga vigente.',
  'invitation.make': 'Crear una invitación',
  'invitation.none': 'Todavía no hay invitaciones. Crea una y entrégala en persona o por un medio en el que confíes.',
  'invitation.once.title': 'Una invitación para una persona',
  'invitation.once.lede': 'Entrega este enlace en persona o por un medio en el que confíes. Solo se muestra ahora.',
  'invitation.expires': 'Sirve una vez, hasta el {date}.',
  'invitation.made_on': 'Creada el {date}',
  'invitation.status.open': 'Abierta',
  'invitation.status.used': 'Usada',
  'invitation.status.withdrawn': 'Retirada',
  'invitation.status.expired': 'Caducada',
  'invitation.withdraw': 'Retirar',
  'invitation.not_yours_to_make': 'Invita quien tiene el mandato de convocatoria. Ahora no lo tienes tú.',

  'join.title': 'Únete a {name}',
  'join.lede': 'Has recibido una invitación. Elige un nombre y una frase de paso; no hace falta correo electrónico.',
  'join.submit': 'Unirme',

  'welcome.title': 'Anota estos códigos',
  'welcome.lede':
    'Si pierdes tu frase de paso, con uno de estos códigos podrás entrar; cada uno sirve una vez. Nadie más puede darte acceso. Los códigos solo se muestran ahora.',
  'welcome.codes': 'Códigos de recuperación',
  'welcome.go': 'Ya los he anotado',

  'members.title': 'Integrantes',
  'members.count': '{count, plural, one {Una persona} other {# personas}}',
  'members.since': 'desde el {date}',
  'members.more': 'Más integrantes',
  'members.invite': 'Invitar a alguien',

  'me.title': 'Mi página',
  'me.settings': 'Idioma y hora',
  'me.settings.submit': 'Guardar',
  'me.sessions': 'Dónde tienes la sesión abierta',
  'me.sessions.help':
    'No se guarda ninguna dirección ni navegador: solo cuándo empezó una sesión y la semana en que se usó por última vez.',
  'me.session.this': 'esta',
  'me.session.line': 'Desde el {started}; último uso en la semana {week}',
  'me.session.end': 'Cerrar',
  'me.sessions.end_others': 'Cerrar todas las demás',
  'me.tokens': 'Tokens para programas',
  'me.tokens.help':
    'Un token permite que un programa actúe en tu nombre a través de la interfaz para programas. Cuídalo como una frase de paso.',
  'me.token.label': 'Para qué es',
  'me.token.scope': 'Qué permite',
  'me.token.scope.read': 'Solo leer',
  'me.token.scope.act': 'Leer y actuar',
  'me.token.submit': 'Crear un token',
  'me.token.line': 'Creado el {created} ({by}), termina el {ends}',
  'me.token.by.page': 'en esta página',
  'me.token.by.api': 'a través de la API',
  'me.token.by.terminal': 'en la terminal',
  'me.token.revoke': 'Anular',
  'me.tokens.none': 'No tienes ningún token.',
  'token.not_found': 'No tienes ningún token así.',
  'token.once.title': 'Tu nuevo token',
  'token.once.lede': 'Solo se muestra ahora. Envíalo como «Authorization: Bearer …». Termina el {date}.',
  'me.passphrase': 'Frase de paso',
  'me.passphrase.submit': 'Cambiar la frase de paso',
  'me.passphrase.help': 'Al cambiarla se cierran todas tus demás sesiones.',
  'me.recovery': 'Códigos de recuperación',
  'me.recovery.left':
    '{count, plural, =0 {No te queda ningún código sin usar.} one {Te queda un código sin usar.} other {Te quedan # códigos sin usar.}}',
  'me.recovery.submit': 'Crear códigos nuevos',
  'me.leave': 'Dejar el colectivo',
  'me.leave.help':
    'Se cierran a la vez todas tus sesiones. Tus mandatos terminan y dejas de contar en las votaciones que siguen abiertas, aunque ya hayas votado. Lo que escribiste y lo que se decidió se queda.',
  'me.leave.erase': 'Borrar también mi nombre de lo que escribí',
  'me.leave.submit': 'Dejar el colectivo',
  'me.back': 'Volver a mi página',

  'notice.joined': 'Te damos la bienvenida. Ya formas parte del colectivo.',
  'notice.signed_out': 'Has cerrado la sesión.',
  'notice.left': 'Has dejado el colectivo. Gracias por lo que hiciste aquí.',
  'notice.settings_saved': 'Guardado.',
  'notice.session_ended': 'Esa sesión ha terminado.',
  'notice.token_revoked': 'Ese token ya no sirve.',
  'notice.passphrase_changed': 'Tu frase de paso ha cambiado y todas las demás sesiones han terminado.',
  'notice.invitation_withdrawn': 'Esa invitación ya no sirve.',
};
