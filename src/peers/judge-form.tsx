import { ChoiceField, Form, TextField } from '../platform/http/components/form.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { emptyForm, type FormState } from '../platform/http/page.ts';
import type { Account } from './parts.tsx';
import { accountAddress } from '../platform/federation/remote.ts';

const ACTION = '/solidarity/strangers/standings';

/** The same form stands on the page once for each account: what came back goes to the one that it is about. */
export function stateFor(judge: FormState, account: Account, key: string): FormState {
  const name = `judge-${key}`;
  return judge.submitted && judge.values.name === account.actor ? { ...judge, name } : emptyForm(name);
}

interface JudgeProps {
  readonly context: PageContext;
  readonly account: Account;
  readonly state: FormState;
}

/** To let in or keep out somebody, or everybody on their server. */
export function JudgeForm({ context, account, state }: JudgeProps) {
  const { t } = context.i18n;
  const { actor, handle, host } = account;
  return (
    <Form context={context} action={ACTION} state={state} once>
      <input type="hidden" name="name" value={actor} />
      <ChoiceField
        context={context}
        state={state}
        name="subject"
        label={t('standing.field.subject')}
        value="actor"
        options={[
          {
            value: 'actor',
            label: t('standing.subject.actor', { account: isolated(accountAddress({ handle, host })) }),
          },
          { value: 'server', label: t('standing.subject.server', { host: isolated(host) }) },
        ]}
      />
      <Why context={context} state={state} />
      <Verdicts context={context} />
    </Form>
  );
}

/** To let in or keep out a server before anybody on it has said a word. */
export function JudgeServer({ context, state }: Pick<JudgeProps, 'context' | 'state'>) {
  const { t } = context.i18n;
  return (
    <details open={state.submitted}>
      <summary>{t('standing.act.server')}</summary>
      <Form context={context} action={ACTION} state={state} once>
        <input type="hidden" name="subject" value="server" />
        <TextField
          context={context}
          state={state}
          name="name"
          label={t('standing.field.server')}
          help={t('standing.field.server.help')}
          dir="ltr"
          autoCapitalize="none"
        />
        <Why context={context} state={state} />
        <Verdicts context={context} />
      </Form>
    </details>
  );
}

interface AgainProps extends Pick<JudgeProps, 'context'> {
  readonly said: { readonly subject: 'actor' | 'server'; readonly name: string; readonly reason: string };
  /** By which its fields are told from those of others on the page. */
  readonly name: string;
}

/** To say the same again, with another day to look at it, or something else. */
export function JudgeAgain({ context, said, name }: AgainProps) {
  const state = emptyForm(name);
  return (
    <details>
      <summary>{context.i18n.t('standing.act.again')}</summary>
      <Form context={context} action={ACTION} state={state} once>
        <input type="hidden" name="subject" value={said.subject} />
        <input type="hidden" name="name" value={said.name} />
        <Why context={context} state={state} reason={said.reason} />
        <Verdicts context={context} />
      </Form>
    </details>
  );
}

function Why({ context, state, reason = '' }: Pick<JudgeProps, 'context' | 'state'> & { reason?: string }) {
  const { t } = context.i18n;
  return (
    <>
      <TextField
        context={context}
        state={state}
        name="reason"
        label={t('standing.field.reason')}
        help={t('standing.field.reason.help')}
        value={reason}
        lines={2}
        required={false}
        dir="auto"
      />
      <TextField
        context={context}
        state={state}
        name="reviewOn"
        label={t('standing.field.review')}
        help={t('standing.field.review.help')}
        type="date"
        required={false}
      />
    </>
  );
}

function Verdicts({ context }: { context: PageContext }) {
  const { t } = context.i18n;
  return (
    <div class="pair">
      <button class="button stop" name="verdict" value="keep_out">
        {t('standing.act.keep_out')}
      </button>
      <button class="button quiet" name="verdict" value="let_in">
        {t('standing.act.let_in')}
      </button>
    </div>
  );
}

/** In a label, which takes no elements: marks that keep an address from turning the words around it. */
const isolated = (address: string): string => `\u2066${address}\u2069`;
