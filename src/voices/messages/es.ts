import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const es: TranslationOf<typeof en> = {
  'voice.title': 'Voces de fuera',
  'voice.whose': 'Ha respondido gente de fuera. Habla por sí misma, no por {collective}.',
  'voice.none':
    'Todavía no ha respondido nadie de fuera. Para responder, pega la dirección de esta página en el buscador de Mastodon o de la red donde tengas cuenta.',
  'voice.none.closed': 'Este nodo no recibe respuestas de fuera.',
  'voice.appreciations':
    '{likes, plural, =0 {} one {A una cuenta le gusta.} other {A # cuentas les gusta.}} {announces, plural, =0 {} one {Una cuenta lo ha difundido.} other {# cuentas lo han difundido.}}',
  'voice.later': 'Respuestas posteriores',
  'voice.older': 'Anteriores',
  'voice.held':
    '{count, plural, one {Hay una respuesta retenida de alguien desconocido, que aquí no se muestra} other {Hay # respuestas retenidas de gente desconocida, que aquí no se muestran}}',
  'voice.changed': 'cambiado después',
  'voice.answers': 'responde a {author}',
  'voice.private': 'Solo para el colectivo: ninguna visita lo ve',
  'voice.private.post': 'No es para todo el mundo: solo lo ve quien sigue a esta cuenta',
  'voice.original': 'Original en {host}',
  'voice.answer': 'Responder en nombre del colectivo',
  'voice.judge': 'Dejar entrar o dejar fuera',
  'voice.no_words': 'No contiene palabras que podamos mostrar.',
  'voice.warning': 'Aviso: {warning}',
  'voice.all_of_it': 'Leerlo entero',
  'voice.held.answers': 'a esta publicación',
  'voice.not_its_author': 'Esto solo lo puede cambiar quien lo escribió.',
  'voice.taken_back': 'Quien lo escribió lo retiró antes de que llegara.',
  'voice.too_many': 'Ya hay demasiadas respuestas a esto.',
};
