import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { IdParam } from '../platform/http/input.ts';
import { type FormState, form, memberPage } from '../platform/http/page.ts';
import { AmendmentForm, answersField, NoticeForm } from './inputs.ts';
import { NoMandatePage, NoticeFormPage, WithdrawalPage } from './notice-pages.tsx';
import { type Publication, requireStanding, requireWithin, type Words } from './publication.ts';
import type { PublicationRoutesOptions } from './routes.ts';
import { passagesOf } from './store.ts';

const written = form<Viewer, Record<never, never>>();
const onNotice = form<Viewer, z.output<typeof IdParam>>();
type Preview = Omit<Words, 'summary'>;

/** Writing a notice, changing it and taking it back: for whoever holds the mandate to publish. */
export function noticeRoutes(app: FastifyInstance, options: PublicationRoutesOptions): void {
  const { tools, publication } = options;
  const page = memberPage(app, tools);
  const formPage = noticeForm(options);

  page({
    path: '/notices/new',
    show: ({ context, viewer, forms, request }) =>
      formPage({ context, viewer, state: forms.write, answers: answersIn(forms.write, request.query) }),
    forms: {
      write: written('', NoticeForm, async ({ context, viewer, input, once, typed }) => {
        const { preview, answers, ...words } = input;
        if (preview) return formPage({ context, viewer, state: typed, preview: words, answers });
        const actor = { member: viewer.id, once };
        const id = await publication.publishNotice(actor, { ...words, summary: '' }, answers ?? null);
        return `/published/${id}?done=notice_published`;
      }),
    },
  });

  page({
    path: '/published/:id/edit',
    params: IdParam,
    show: async ({ context, viewer, params, forms }) =>
      formPage({ context, viewer, state: forms.edit, changed: await noticeOf(options, params.id, viewer) }),
    forms: {
      edit: onNotice('', AmendmentForm, async ({ context, viewer, params, input, typed }) => {
        const { preview, version, ...words } = input;
        if (preview) {
          const changed = await noticeOf(options, params.id, viewer);
          return formPage({ context, viewer, state: typed, changed, preview: words });
        }
        await publication.amend({ member: viewer.id }, params.id, version, { ...words, summary: '' });
        return `/published/${params.id}?done=notice_changed`;
      }),
    },
  });

  page({
    path: '/published/:id/withdrawal',
    params: IdParam,
    show: async ({ context, viewer, params, forms }) => {
      const notice = await noticeOf(options, params.id, viewer);
      const { may, holders } = await whoPublishes(options, viewer);
      if (!may) return NoMandatePage({ context, state: forms.withdraw, holders, changed: notice });
      return WithdrawalPage({ context, state: forms.withdraw, notice });
    },
    forms: {
      withdraw: onNotice('', z.strictObject({}), async ({ viewer, params }) => {
        await publication.withdraw({ member: viewer.id }, params.id);
        return '/published?done=notice_withdrawn';
      }),
    },
  });
}

interface Writing {
  readonly context: PageContext;
  readonly viewer: Viewer;
  readonly state: FormState;
  /** The notice that is given other words. */
  readonly changed?: Publication | undefined;
  readonly preview?: Preview | undefined;
  readonly answers?: string | undefined;
}

/** What is answered: as a link says that leads to the form, or as the form had it. */
function answersIn({ submitted, values }: FormState, query: unknown): string | undefined {
  const parsed = z.object({ answers: answersField }).safeParse(submitted ? values : query);
  return parsed.success ? parsed.data.answers : undefined;
}

/** The form for whoever may publish; for others, who may. */
const noticeForm =
  (options: PublicationRoutesOptions) =>
  async ({ context, viewer, state, changed, preview, answers }: Writing) => {
    const { may, holders } = await whoPublishes(options, viewer);
    if (!may) return NoMandatePage({ context, state, holders, changed });
    const house = await options.asOf((db) => options.collective(db));
    const current = changed ? [changed.language] : [];
    const languages = [...new Set([...(house?.languages ?? []), context.i18n.locale, ...current])];
    return NoticeFormPage({ context, state, changed, languages, preview, answers });
  };

const whoPublishes = ({ asOf, holdsPower, publishers }: PublicationRoutesOptions, viewer: Viewer) =>
  asOf(async (db, now) => ({
    may: await holdsPower(db, viewer.id, 'publish', now),
    holders: await publishers(db, now),
  }));

/** A notice that a mandate may change: what the assembly let out is changed by the assembly. */
async function noticeOf({ asOf }: PublicationRoutesOptions, id: string, { id: member }: Viewer): Promise<Publication> {
  const passages = await asOf((db) => passagesOf(db, id));
  const current = passages.at(-1);
  requireStanding(current);
  requireWithin(passages, { by: 'mandate', member });
  return current;
}
