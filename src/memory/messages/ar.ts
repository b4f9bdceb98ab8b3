import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const ar: TranslationOf<typeof en> = {
  'memory.lede': 'كل القرارات، مع فرز أصواتها والآراء المخالفة. لا يُعاد هنا كتابة شيء أبدًا؛ وما يتغيّر يتقرّر من جديد.',
  'memory.empty': 'لم يتقرّر شيء بعد. سيكون القرار الأول هنا.',
  'memory.older': 'قرارات أقدم',
  'memory.record': 'السجلّ',
  'record.lede':
    'تُكتب القرارات والتفويضات في سلسلة: يحمل كل قيد بصمة القيد الذي قبله، فلا يمكن تغيير قيد أو حذفه دون أن يظهر ذلك. أما الأسماء والنصوص فلا يرد منها إلا التزام تشفيري مُملَّح.',
  'record.whole':
    'أُعيد الحساب الآن: {count, plural, zero {لا قيود معروضة هنا} one {القيد المعروض هنا سليم} two {القيدان المعروضان هنا سليمان ومتتابعان} few {القيود المعروضة هنا، وهي # قيود، سليمة ومتتابعة} many {القيود المعروضة هنا، وهي # قيدًا، سليمة ومتتابعة} other {القيود المعروضة هنا، وهي # قيد، سليمة ومتتابعة}}.',
  'record.broken': 'القيد {seq} غير سليم. هناك من غيّر قاعدة البيانات يدويًّا. يُرجى إبلاغ الآخرين.',
  'record.empty': 'السجلّ فارغ.',
  'record.entry': 'القيد {seq}',
  'record.more': 'قيود لاحقة',
  'record.kind.collective.founded': 'تأسيس التجمّع',
  'record.kind.mandate.granted': 'منح تفويض',
  'record.kind.mandate.accepted': 'قبول تفويض',
  'record.kind.mandate.ended': 'انتهاء تفويض',
  'record.kind.decision': 'قرار',
  'record.kind.decision.effect': 'أثر قرار',
};
