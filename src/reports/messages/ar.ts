import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const ar: TranslationOf<typeof en> = {
  'report.title': 'البلاغات',
  'report.lede': 'ما أبلغتنا به خوادم أخرى: عنّا، أو عمّا ننشره، أو عمّا يقوله آخرون تحته. لا يُقال لأحد من أبلغ عنه.',
  'report.empty': 'لا بلاغ مفتوحًا. ما تبلغنا به خوادم أخرى ينتظر هنا إلى أن ينظر فيه أحد.',
  'report.open':
    '{count, plural, zero {لا بلاغ مفتوحًا} one {بلاغ واحد مفتوح} two {بلاغان مفتوحان} few {# بلاغات مفتوحة} many {# بلاغًا مفتوحًا} other {# بلاغ مفتوح}}',
  'report.more': 'مزيد من البلاغات',
  'report.from': 'من {host}',
  'report.what': 'ما أُبلغ عنه',
  'report.why': 'ما كتبوه',
  'report.no_words': 'لم يذكروا سببًا.',
  'report.gone': 'لم يعد هذا موجودًا هنا.',
  'report.target.collective': '{name}: نحن أنفسنا',
  'report.way.judge': 'إبقاء هذا الحساب خارجًا أو إدخاله',
  'report.way.withdraw': 'اقتراح سحبه',
  'report.settle': 'قول ما آل إليه',
  'report.field.outcome': 'ما آل إليه',
  'report.outcome.acted': 'فُعل شيء',
  'report.outcome.acted.help': 'أُبقي أحد خارجًا، أو سُحب شيء أو اقتُرح. افعل ذلك أولًا.',
  'report.outcome.set_aside': 'يُترك جانبًا',
  'report.outcome.set_aside.help': 'لا شيء ينبغي فعله بشأنه.',
  'report.field.reason': 'ما الذي فُعل، أو لماذا لم يُفعل شيء',
  'report.field.reason.help': 'يمكن لكل عضو قراءته. ولا يُخبَر به الخادم الذي أبلغ.',
  'report.submit': 'حفظ',
  'report.over': 'ما نُظر فيه',
  'report.acted': 'فُعل شيء',
  'report.set_aside': 'تُرك جانبًا',
  'report.under': 'بموجب هذا التفويض',
  'report.too_many': 'البلاغات المفتوحة كثيرة، ولا مكان لمزيد.',
  'report.no_mandate': 'ليس لديك تفويض سارٍ للنظر في البلاغات.',
  'report.not_found': 'لا يوجد بلاغ كهذا.',
  'report.settled': 'نظر أحد في هذا البلاغ من قبل.',

  'notice.report_settled': 'حُفظ. لم يعد البلاغ مفتوحًا.',
};
