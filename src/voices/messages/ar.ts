import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const ar: TranslationOf<typeof en> = {
  'voice.title': 'أصوات من الخارج',
  'voice.whose': 'أجاب أناس من الخارج. يتكلّمون باسم أنفسهم، لا باسم {collective}.',
  'voice.none':
    'لم يُجب أحد من الخارج بعد. للإجابة يوضع عنوان هذه الصفحة في خانة البحث في ماستودون، أو في أي شبكة شبيهة لك حساب فيها.',
  'voice.none.closed': 'لا تستقبل هذه العقدة أجوبة من الخارج.',
  'voice.appreciations':
    '{likes, plural, =0 {} zero {} one {أعجب هذا حسابًا واحدًا.} two {أعجب هذا حسابين.} few {أعجب هذا # حسابات.} many {أعجب هذا # حسابًا.} other {أعجب هذا # حساب.}} {announces, plural, =0 {} zero {} one {وأعاد نشره حساب واحد.} two {وأعاد نشره حسابان.} few {وأعادت نشره # حسابات.} many {وأعاد نشره # حسابًا.} other {وأعاد نشره # حساب.}}',
  'voice.later': 'أجوبة لاحقة',
  'voice.older': 'ما قبلها',
  'voice.held':
    '{count, plural, zero {لا جواب في الحجر} one {في الحجر جواب واحد من غريب، لا يُعرض هنا} two {في الحجر جوابان من غرباء، لا يُعرضان هنا} few {في الحجر # أجوبة من غرباء، لا تُعرض هنا} many {في الحجر # جوابًا من غرباء، لا تُعرض هنا} other {في الحجر # جواب من غرباء، لا تُعرض هنا}}',
  'voice.changed': 'تغيّر بعد ذلك',
  'voice.answers': 'جوابًا على {author}',
  'voice.private': 'موجّه إلينا وحدنا: لا يراه الزوّار',
  'voice.private.post': 'ليس للجميع: لا يراه إلا متابِعو هذا الحساب',
  'voice.original': 'الأصل في {host}',
  'voice.answer': 'الإجابة باسم التجمّع',
  'voice.judge': 'إدخال أو إبقاء خارجًا',
  'voice.no_words': 'ليس فيه كلام يمكننا عرضه.',
  'voice.warning': 'تنبيه: {warning}',
  'voice.all_of_it': 'النصّ كاملًا',
  'voice.held.answers': 'على هذا المنشور',
  'voice.not_its_author': 'لا يغيّر هذا إلا من كتبه.',
  'voice.taken_back': 'سحبه كاتبه قبل أن يصل.',
  'voice.too_many': 'الأجوبة على هذا كثيرة، ولا مكان لمزيد.',
};
