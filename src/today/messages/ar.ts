import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const ar: TranslationOf<typeof en> = {
  'today.nothing': 'لا شيء يحتاج إليك الآن',
  'today.needs':
    '{count, plural, zero {لا شيء يحتاج إليك} one {أمر واحد يحتاج إليك} two {أمران يحتاجان إليك} few {# أمور تحتاج إليك} many {# أمرًا يحتاج إليك} other {# أمر يحتاج إليك}}',
  'today.nothing.help': 'حين يُفتح تصويت، أو يُعرض عليك تفويض، يظهر هنا أولًا. ويمكنك أيضًا أن تبادر بشيء.',
  'today.vote': 'تصويت',
  'today.answer': 'ردّ',
  'today.offer': 'يُعرض عليك تفويض: {office}',
  'today.offer.line': 'آخر موعد للردّ {date}، وبعده يسقط العرض.',
  'today.decided': 'تقرّر حديثًا',
  'today.mandates': 'تفويضات تنتهي قريبًا',
  'today.mandates.line': '{office}، {holder}: {relative}',
  'today.write': 'كتابة مقترح',
};
