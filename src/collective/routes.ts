import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import { sha256 } from '../kernel/digest.ts';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { SecretParam } from '../platform/http/input.ts';
import { type FormState, form, openPage, type PageTools, type Submission } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import { requireFoundable } from './founding.ts';
import { CharterInput } from './inputs.ts';
import { FoundingPage } from './pages.tsx';
import { foundingState } from './store.ts';

export interface FoundingRoutesOptions<Founder extends z.ZodRawShape> {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  /** How the founder introduces themselves: fields, schema and welcome belong to the members. */
  readonly founderShape: Founder;
  readonly founderFields: (props: { context: PageContext; state: FormState }) => VNode;
  found(call: {
    readonly secret: string;
    readonly charter: CharterInput;
    readonly founder: z.output<z.ZodObject<Founder>>;
    readonly submission: Submission<Viewer | undefined, unknown, unknown>;
  }): Promise<VNode>;
}

export async function foundingRoutes<Founder extends z.ZodRawShape>(
  app: FastifyInstance,
  options: FoundingRoutesOptions<Founder>,
): Promise<void> {
  const { tools, asOf, founderShape, founderFields, found } = options;
  const founding = form<Viewer | undefined, z.output<typeof SecretParam>>();
  const Input = z.strictObject({ ...CharterInput.shape, ...founderShape });

  openPage(
    app,
    tools,
  )({
    path: '/founding/:secret',
    params: SecretParam,
    show: async ({ context, params, forms }) => {
      await asOf(async (db) => requireFoundable(await foundingState(db), sha256(params.secret)));
      const state = forms.found;
      return FoundingPage({ context, state, secret: params.secret, founderFields: founderFields({ context, state }) });
    },
    forms: {
      found: founding('', Input, async (submission) => {
        await asOf(async (db) => requireFoundable(await foundingState(db), sha256(submission.params.secret)));
        const given = submission.input as Record<string, unknown>;
        const part = (shape: object) => Object.fromEntries(Object.keys(shape).map((name) => [name, given[name]]));
        return found({
          secret: submission.params.secret,
          charter: part(CharterInput.shape) as CharterInput,
          founder: part(founderShape) as z.output<z.ZodObject<Founder>>,
          submission,
        });
      }),
    },
  });
}
