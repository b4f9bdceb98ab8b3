import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { ownPath } from '../platform/http/contexts.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { optionalText } from '../platform/http/input.ts';
import { form, memberPage, openPage, type PageTools } from '../platform/http/page.ts';
import type { ServePublicPage } from '../platform/http/page-cache.ts';
import { LOCALES } from '../platform/i18n.ts';
import { EmptyPlacePage, GlossaryPage, HomePage, LanguagePage } from './pages.tsx';

export interface FrontDoorOptions {
  readonly tools: PageTools;
  readonly cookies: Cookies;
  readonly servePublicPage: ServePublicPage;
  /** Whether this node deals with others over ActivityPub. */
  readonly speaks: boolean;
  /** What was let out last, as a list; null where nothing was. */
  latestPublished(context: PageContext): Promise<VNode | null>;
}

const YEAR_SECONDS = 31_536_000;
const choice = form<Viewer | undefined, Record<never, never>>();

/** What anyone sees who comes by, and the places that have nothing in them yet. */
export async function frontDoorRoutes(app: FastifyInstance, options: FrontDoorOptions): Promise<void> {
  const { tools, cookies, servePublicPage } = options;

  app.get('/', (request, reply) =>
    servePublicPage(request, reply, tools.contextOf, async (context) =>
      HomePage({ context, published: await options.latestPublished(context), speaks: options.speaks }),
    ),
  );
  app.get('/glossary', (request, reply) =>
    servePublicPage(request, reply, tools.contextOf, (context) => GlossaryPage({ context })),
  );

  openPage(
    app,
    tools,
  )({
    path: '/language',
    show: ({ context, forms, request }) => {
      const { next } = z.object({ next: z.string().optional() }).catch({}).parse(request.query);
      return LanguagePage({ context, state: forms.choose, next: ownPath(next) ?? '/' });
    },
    forms: {
      choose: choice(
        '',
        z.strictObject({ locale: z.enum(LOCALES), next: optionalText(500) }),
        async ({ input, reply }) => {
          cookies.write(reply, cookies.language, input.locale, YEAR_SECONDS);
          return ownPath(input.next) ?? '/';
        },
      ),
    },
  });

  const page = memberPage(app, tools);
  page({
    path: '/money',
    show: ({ context }) => {
      const { t } = context.i18n;
      return EmptyPlacePage({ context, place: 'money', title: t('empty.money.title'), text: t('empty.money.text') });
    },
  });
}
