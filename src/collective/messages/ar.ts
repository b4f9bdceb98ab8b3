import type { TranslationOf } from '../../platform/i18n.ts';
import type { en } from './en.ts';

export const ar: TranslationOf<typeof en> = {
  'founding.title': 'تأسيس تجمّعكم',
  'founding.lede': 'يستغرق هذا نحو خمس دقائق. العنوان وحده لا يمكن تغييره بعد ذلك أبدًا؛ وكل ما عداه يمكن تغييره.',
  'founding.collective': 'التجمّع',
  'founding.name': 'الاسم',
  'founding.name.help': 'كما تسمّون أنفسكم، مثلًا: اتحاد مستأجري الميناء.',
  'founding.handle': 'العنوان',
  'founding.handle.help': 'أحرف لاتينية صغيرة وأرقام وشرطات سفلية. به يجدكم الآخرون على {host}، وهو باقٍ لا يتغيّر.',
  'founding.handle.invalid': 'فقط أحرف لاتينية صغيرة من a إلى z وأرقام وشرطات سفلية، من 2 إلى 30 منها.',
  'founding.summary': 'من أنتم، في جملتين',
  'founding.summary.help': 'يمكن للجميع قراءة هذا في الصفحة الأولى.',
  'founding.locale': 'اللغة الرئيسية للصفحات',
  'founding.languages': 'اللغات المحكيّة بينكم',
  'founding.languages.help': 'رموزها القصيرة، تفصل بينها فواصل، مثلًا: es، ca، ar.',
  'founding.languages.invalid': 'يُرجى كتابة رموز لغات تفصل بينها فواصل، مثلًا: es، ca، ar.',
  'founding.voting': 'أقصر مدة يبقى فيها التصويت مفتوحًا',
  'founding.voting.help': 'تكفي لمن لا يتصلون كل يوم.',
  'founding.voting.none': 'بلا حدّ أدنى، للتجربة',
  'founding.voting.day': 'يوم واحد',
  'founding.voting.two_days': 'يومان',
  'founding.voting.five_days': 'خمسة أيام',
  'founding.founder': 'أنت',
  'founding.founder.help':
    'في الأيام الثلاثين الأولى تكون لديك التفويضات الثلاثة التي تحتاج إليها عقدة جديدة. تنتهي من تلقاء نفسها، ويمكن للجمعية أن تجدّدها لك أو لغيرك.',
  'founding.submit': 'تأسيس التجمّع',
  'founding.already_founded': 'أُسِّس تجمّع على هذه العقدة من قبل.',
  'founding.link_unknown':
    'رابط التأسيس هذا ليس آخر رابط ظهر في الطرفية. يُرجى البحث فيها عن الأحدث، أو إعادة تشغيل العقدة.',
  'founding.zone.invalid': 'لا نعرف منطقة زمنية بهذا الاسم.',
  'collective.not_founded': 'لم يؤسَّس أي تجمّع على هذه العقدة بعد.',
  'collective.same_name': 'يحمل التجمّع هذا الاسم أصلًا.',
};
