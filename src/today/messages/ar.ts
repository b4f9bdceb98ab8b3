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
  'today.look': 'انظر',
  'today.strangers':
    '{count, plural, zero {لم يجبنا أي غريب} one {أجابنا غريب واحد} two {أجابنا غريبان} few {أجابنا # غرباء} many {أجابنا # غريبًا} other {أجابنا # غريب}}',
  'today.strangers.line': 'كلماتهم محفوظة إلى أن يسمح لهم من يحمل تفويضك بالدخول أو يُبقيهم خارجًا.',
  'today.followers':
    '{count, plural, zero {لا أحد يطلب متابعتنا} one {يطلب واحد متابعتنا} two {يطلب اثنان متابعتنا} few {يطلب # متابعتنا} many {يطلب # متابعتنا} other {يطلب # متابعتنا}}',
  'today.followers.line': 'ينتظرون إلى أن يجيبهم من يحمل تفويضك.',
  'today.reports':
    '{count, plural, zero {لا بلاغ مفتوحًا} one {بلاغ واحد مفتوح} two {بلاغان مفتوحان} few {# بلاغات مفتوحة} many {# بلاغًا مفتوحًا} other {# بلاغ مفتوح}}',
  'today.reports.line': 'أبلغتنا خوادم أخرى بشيء، وهو ينتظر إلى أن ينظر فيه من يحمل تفويضك.',
  'today.reviews':
    '{count, plural, zero {لا شيء يُعاد النظر فيه} one {حساب أو خادم واحد يُعاد النظر فيه} two {حسابان أو خادمان يُعاد النظر فيهما} few {# حسابات أو خوادم يُعاد النظر فيها} many {# حسابًا أو خادمًا يُعاد النظر فيها} other {# حساب أو خادم يُعاد النظر فيها}}',
  'today.reviews.line': 'ما قيل عنها يبقى ساريًا إلى أن يقول أحد غيره.',
  'today.decided': 'تقرّر حديثًا',
  'today.mandates': 'تفويضات تنتهي قريبًا',
  'today.mandates.line': '{office}، {holder}: {relative}',
  'today.write': 'كتابة مقترح',
};
