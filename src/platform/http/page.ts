import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { z } from 'zod';
import { Refusal, refusalsOf } from '../../kernel/refusal.ts';
import type { Params } from '../i18n.ts';
import type { PageContext, Viewer } from './context.ts';
import { FORM_TOKEN_FIELD, requireFormToken, requireOwnOrigin } from './csrf.ts';
import { STATUS_OF } from './errors.ts';
import { sendPage } from './html.ts';
import { type FieldError, fieldErrors, idField } from './input.ts';

export type PageRefusal = 'session.needed' | 'request.invalid';
const refusal = refusalsOf<PageRefusal>();

/** The hidden field by which a form that is sent twice is known, and done once. */
export const ONCE_FIELD = 'once';

/** A form as its page shows it: empty, or as it was typed, with what is to be mended. */
export interface FormState {
  /** Its name on the page, from which the ids of its fields are made. */
  readonly name: string;
  readonly submitted: boolean;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
  readonly refusal: { readonly code: string; readonly params: Params } | undefined;
}

export const emptyForm = (name: string): FormState => ({
  name,
  submitted: false,
  values: {},
  errors: [],
  refusal: undefined,
});

/** Whoever submits a form, as the person that they are here. */
export interface Submission<Who, PathParams, Input> {
  readonly context: PageContext;
  readonly viewer: Who;
  readonly params: PathParams;
  readonly input: Input;
  /** The form as it was typed, for a page that shows it again, such as a preview. */
  readonly typed: FormState;
  readonly once: string | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Where to go next (303), or a page to show once, for what can never be shown again. */
export type Outcome = string | VNode;

/** One form: what it takes, and the command that it calls. */
export interface FormSpec<Who, PathParams> {
  /** Added to the path of the page: "/ballot". Empty for the page's only form. */
  readonly suffix: string;
  readonly handle: (submission: Submission<Who, PathParams, unknown>) => Promise<Outcome>;
}

/** Ties a schema to the function that takes what it yields. */
export const form =
  <Who, PathParams>() =>
  <Schema extends z.ZodType>(
    suffix: string,
    schema: Schema,
    submit: (submission: Submission<Who, PathParams, z.output<Schema>>) => Promise<Outcome>,
  ): FormSpec<Who, PathParams> => ({
    suffix,
    handle: (submission) => {
      const parsed = schema.safeParse(submission.input);
      if (!parsed.success) throw new Mistyped(fieldErrors(parsed.error));
      return submit({ ...submission, input: parsed.data });
    },
  });

class Mistyped extends Error {
  readonly errors: readonly FieldError[];
  constructor(errors: readonly FieldError[]) {
    super('a form does not hold what it should');
    this.errors = errors;
  }
}

export interface ShowCall<Who, PathParams, Name extends string> {
  readonly context: PageContext;
  readonly viewer: Who;
  readonly params: PathParams;
  readonly forms: Readonly<Record<Name, FormState>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface PageSpec<Who, PathParams, Name extends string> {
  readonly path: string;
  readonly show: (call: ShowCall<Who, PathParams, Name>) => Promise<VNode> | VNode;
  readonly params?: z.ZodType<PathParams>;
  readonly forms?: Readonly<Record<Name, FormSpec<Who, PathParams>>>;
}

export interface PageTools {
  readonly origin: URL;
  contextOf(request: FastifyRequest, reply?: FastifyReply): Promise<PageContext>;
  /** What the form token is bound to: the session, or a visitor's cookie. */
  formSecretOf(request: FastifyRequest): string | undefined;
}

/** Registers a page for members: without a session one is asked to sign in. */
export const memberPage =
  (app: FastifyInstance, tools: PageTools) =>
  <PathParams = Record<never, never>, Name extends string = never>(spec: PageSpec<Viewer, PathParams, Name>): void =>
    register(app, tools, spec, signedIn);

/** Registers a page for anyone. */
export const openPage =
  (app: FastifyInstance, tools: PageTools) =>
  <PathParams = Record<never, never>, Name extends string = never>(
    spec: PageSpec<Viewer | undefined, PathParams, Name>,
  ): void =>
    register(app, tools, spec, ({ viewer }) => viewer);

export interface ActSpec<PathParams> {
  readonly path: string;
  readonly params?: z.ZodType<PathParams>;
  /** The page on which the button stands: where whoever opens this address as a page is taken. */
  readonly back: string;
  readonly submit: (submission: Submission<Viewer, PathParams, unknown>) => Promise<string>;
}

/** Registers a button of its own for members: nothing to fill in, nothing to mend; a refusal is a page. */
export const memberAct =
  (app: FastifyInstance, tools: PageTools) =>
  <PathParams = Record<never, never>>({ path, params, back, submit }: ActSpec<PathParams>): void => {
    app.get(path, async (_request, reply) => reply.redirect(back, 303));
    app.post(path, async (request, reply) => {
      requireOwnOrigin(request, tools.origin);
      const context = await tools.contextOf(request, reply);
      const viewer = signedIn(context);
      const { once, input, token } = bodyOf(request.body);
      requireFormToken(token, tools.formSecretOf(request));
      if (Object.keys(input).length > 0) throw refusal('invalid', 'request.invalid');
      const call = { context, viewer, params: paramsOf(request, params), input, typed: emptyForm('act'), once };
      return reply.redirect(await submit({ ...call, request, reply }), 303);
    });
  };

function signedIn({ viewer }: PageContext): Viewer {
  if (!viewer) throw refusal('unauthenticated', 'session.needed');
  return viewer;
}

/** What stands in the path; if it is not of the right shape, there is nothing at that address. */
function paramsOf<PathParams>(request: FastifyRequest, schema: z.ZodType<PathParams> | undefined): PathParams {
  if (!schema) return {} as PathParams;
  const parsed = schema.safeParse(request.params);
  if (!parsed.success) throw new Refusal('missing', 'request.not_found');
  return parsed.data;
}

function register<Who, PathParams, Name extends string>(
  app: FastifyInstance,
  tools: PageTools,
  spec: PageSpec<Who, PathParams, Name>,
  whoIs: (context: PageContext) => Who,
): void {
  const forms = Object.entries(spec.forms ?? {}) as [Name, FormSpec<Who, PathParams>][];
  const empty = Object.fromEntries(forms.map(([name]) => [name, emptyForm(name)])) as Record<Name, FormState>;
  app.get(spec.path, async (request, reply) => {
    const context = await tools.contextOf(request, reply);
    const call = {
      context,
      viewer: whoIs(context),
      params: paramsOf(request, spec.params),
      forms: empty,
      request,
      reply,
    };
    return sendPage(reply, await spec.show(call));
  });

  for (const [name, { suffix, handle }] of forms) {
    if (suffix !== '')
      app.get(spec.path + suffix, async (request, reply) => reply.redirect(parentOf(request.url), 303));
    app.post(spec.path + suffix, async (request, reply) => {
      requireOwnOrigin(request, tools.origin);
      const context = await tools.contextOf(request, reply);
      const viewer = whoIs(context);
      const params = paramsOf(request, spec.params);
      const { once, input, values, token } = bodyOf(request.body);
      try {
        requireFormToken(token, tools.formSecretOf(request));
        const typed = { ...empty[name], values };
        const outcome = await handle({ context, viewer, params, input, typed, once, request, reply });
        return typeof outcome === 'string' ? reply.redirect(outcome, 303) : sendPage(reply, outcome);
      } catch (error) {
        const { state, status } = mended(error, { ...empty[name], submitted: true, values });
        if (error instanceof Refusal && error.kind === 'too_many') reply.header('retry-after', retryAfter(error));
        const call = { context, viewer, params, forms: { ...empty, [name]: state }, request, reply };
        return sendPage(reply, await spec.show(call), status);
      }
    });
  }
}

const retryAfter = (error: Refusal): string => String(error.params.seconds ?? 60);

/** What cannot be mended on the page itself goes on to the error handler. */
const NOT_THE_FORMS_FAULT = new Set(['missing', 'unauthenticated', 'gone', 'misdirected', 'unavailable']);

function mended(error: unknown, state: FormState): { state: FormState; status: number } {
  if (error instanceof Mistyped) return { state: { ...state, errors: error.errors }, status: 422 };
  if (!(error instanceof Refusal) || NOT_THE_FORMS_FAULT.has(error.kind)) throw error;
  const { code, params, field } = error;
  const status = STATUS_OF[error.kind];
  if (field) return { state: { ...state, errors: [{ field, code, params }] }, status };
  return { state: { ...state, refusal: { code, params } }, status };
}

const VALUE_KEPT_MAX = 60_000;

function bodyOf(body: unknown) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refusal('invalid', 'request.invalid');
  const { [FORM_TOKEN_FIELD]: token, [ONCE_FIELD]: once, ...input } = body as Record<string, unknown>;
  const values = Object.fromEntries(
    Object.entries(input).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string' && entry[1].length <= VALUE_KEPT_MAX;
    }),
  );
  const parsedOnce = idField.safeParse(once);
  return { token, once: parsedOnce.success ? parsedOnce.data : undefined, input, values };
}

/** "/proposals/x/ballot" as a page is "/proposals/x": where someone who reloads after a mistake is taken. */
const parentOf = (url: string): string => url.split('?')[0]!.split('/').slice(0, -1).join('/') || '/';
