import { z } from 'zod';
import { sha256 } from '../kernel/digest.ts';
import { Refusal } from '../kernel/refusal.ts';
import { type ApiApp, Id, operation } from '../platform/http/api.ts';
import { secretField } from '../platform/http/input.ts';
import type { AsOf } from '../platform/work.ts';
import { requireFoundable } from './founding.ts';
import { CharterInput } from './inputs.ts';
import { collective, foundingState } from './store.ts';
import { accountAddress } from '../platform/federation/remote.ts';

export interface CollectiveApiOptions<Founder extends z.ZodRawShape> {
  readonly asOf: AsOf;
  readonly origin: URL;
  readonly founderShape: Founder;
  found(
    secret: string,
    charter: CharterInput,
    founder: z.output<z.ZodObject<Founder>>,
  ): Promise<{ id: string; member: string; recoveryCodes: readonly string[] }>;
}

const TAG = 'Collective';

export function collectiveApi<Founder extends z.ZodRawShape>(
  api: ApiApp,
  { asOf, origin, founderShape, found }: CollectiveApiOptions<Founder>,
): void {
  const CollectiveJson = z.object({
    id: Id,
    name: z.string(),
    handle: z.string(),
    address: z.string(),
    summary: z.string(),
    locale: z.string(),
    languages: z.array(z.string()),
    timeZone: z.string(),
  });
  api.get(
    '/collective',
    { schema: operation(TAG, 'Who this is, as on the front page', CollectiveJson, { open: true }) },
    async () => {
      const row = await asOf(collective);
      if (!row) throw new Refusal('missing', 'collective.not_founded');
      const { id, name, handle, summary, locale, languages, timeZone } = row;
      const address = accountAddress({ handle, host: origin.host });
      return { id, name, handle, address, summary, locale, languages: [...languages], timeZone };
    },
  );

  const Founded = z.object({ collective: Id, member: Id, recoveryCodes: z.array(z.string()) });
  const Input = z.strictObject({
    secret: secretField,
    charter: CharterInput,
    founder: z.strictObject(founderShape),
  });
  api.post(
    '/founding',
    {
      schema: {
        ...operation(TAG, 'Found the collective, with the secret of the founding link', Founded, {
          open: true,
          status: 201,
        }),
        body: Input,
      },
    },
    async (request, reply) => {
      const { secret, charter, founder } = request.body as z.output<typeof Input>;
      await asOf(async (db) => requireFoundable(await foundingState(db), sha256(secret)));
      const founded = await found(secret, charter, founder as z.output<z.ZodObject<Founder>>);
      const { id, member, recoveryCodes } = founded;
      return reply.code(201).send({ collective: id, member, recoveryCodes: [...recoveryCodes] });
    },
  );
}
