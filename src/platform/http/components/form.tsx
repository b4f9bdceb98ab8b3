import type { ComponentChildren, VNode } from 'preact';
import type { PageContext } from '../context.ts';
import { FORM_TOKEN_FIELD } from '../csrf.ts';
import { emptyForm, type FormState, ONCE_FIELD } from '../page.ts';

interface FormProps {
  readonly context: PageContext;
  readonly action: string;
  readonly state: FormState;
  readonly children: ComponentChildren;
  /** For a form that makes something new: sent twice, it makes one. */
  readonly once?: boolean;
  readonly class?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A form that works without scripts, carries its token, and says on top what is to be mended. */
export function Form({ context, action, state, children, once = false, class: className, labels = {} }: FormProps) {
  return (
    <form method="post" action={action} class={className ?? 'form'} novalidate>
      <input type="hidden" name={FORM_TOKEN_FIELD} value={context.formToken} />
      {once && <input type="hidden" name={ONCE_FIELD} value={context.newOnce()} />}
      <FormErrors context={context} state={state} labels={labels} />
      {children}
    </form>
  );
}

function FormErrors({
  context,
  state,
  labels,
}: Pick<FormProps, 'context' | 'state'> & { labels: Readonly<Record<string, string>> }) {
  const { t } = context.i18n;
  if (state.refusal) {
    return (
      <div class="mend" role="alert">
        <p>{t(state.refusal.code, state.refusal.params)}</p>
      </div>
    );
  }
  if (state.errors.length === 0) return null;
  return (
    <div class="mend" role="alert">
      <p>{t('form.mend', { count: state.errors.length })}</p>
      <ul>
        {state.errors.map(({ field, code, params }) => (
          <li key={field}>
            <a href={`#${fieldId(state, field)}`}>
              {labels[field] ? `${labels[field]}: ` : ''}
              {t(code, params)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Shorter than this it is a choice or a name, and soon typed again. */
const KEPT_FROM = 20;

/** What was refused, and what had been written, where the form by which it was asked for does not stand on the page any more. */
export function Refused({ context, state }: Pick<FormProps, 'context' | 'state'>) {
  if (!state.submitted) return null;
  const texts = Object.entries(state.values).filter(([, value]) => value.length > KEPT_FROM);
  return (
    <>
      <FormErrors context={context} state={state} labels={{}} />
      {texts.map(([name, text]) => (
        <textarea key={name} rows={4} readOnly dir="auto" aria-label={context.i18n.t('error.kept')}>
          {text}
        </textarea>
      ))}
    </>
  );
}

/** A page may have several forms with a field of the same name: each form's name goes before. */
const fieldId = (state: FormState, name: string): string => `${state.name}-${name.replaceAll(/[^a-zA-Z0-9]/g, '-')}`;
const idOf = ({ state, name }: FieldProps): string => fieldId(state, name);

interface FieldProps {
  readonly context: PageContext;
  readonly state: FormState;
  readonly name: string;
  readonly label: string;
  readonly help?: ComponentChildren;
  readonly value?: string;
  readonly required?: boolean;
}

interface TextProps extends FieldProps {
  readonly type?: 'text' | 'password' | 'datetime-local' | 'date' | 'number';
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly lines?: number;
  readonly lang?: string;
  readonly dir?: 'auto' | 'ltr' | 'rtl';
  readonly inputMode?: 'numeric' | 'text';
  readonly autoCapitalize?: 'none';
  /** As wide as the text itself: for what is a sentence rather than a word. */
  readonly wide?: boolean;
}

/** Label above, help under it, then the field, and what is wrong beside it. Passphrases are never shown again. */
export function TextField(props: TextProps) {
  const { state, name, type = 'text', lines, value = '', required = true, context } = props;
  const shown = type === 'password' ? '' : (state.values[name] ?? value);
  const common = {
    id: idOf(props),
    name,
    required,
    ...described(props),
    ...(props.autocomplete ? { autocomplete: props.autocomplete } : {}),
    ...(props.maxLength ? { maxlength: props.maxLength } : {}),
    ...(props.dir ? { dir: props.dir } : {}),
    ...(props.autoCapitalize ? { autocapitalize: props.autoCapitalize, spellcheck: false } : {}),
    ...(props.inputMode ? { inputmode: props.inputMode } : {}),
  };
  return (
    <Labelled {...props} context={context}>
      {lines ? (
        <textarea {...common} rows={lines}>
          {shown}
        </textarea>
      ) : (
        <input {...common} {...typed(type)} value={shown} />
      )}
    </Labelled>
  );
}

/** The typings of JSX split inputs by type; ours differ in nothing but that. */
const typed = (type: string) => ({ type }) as { type: 'text' };

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
  readonly lang?: string;
}

/** A list to pick one from. */
export function SelectField(props: FieldProps & { readonly options: readonly Option[] }) {
  const { state, name, options, value = '' } = props;
  const chosen = state.values[name] ?? value;
  return (
    <Labelled {...props}>
      <select id={idOf(props)} name={name} {...described(props)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === chosen} lang={option.lang}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface ChoiceProps extends FieldProps {
  readonly options: readonly (Option & { readonly mark?: string; readonly more?: VNode | undefined })[];
}

/** Cards to choose one from, each with what it means; `more` opens under the one that is chosen. */
export function ChoiceField(props: ChoiceProps) {
  const { state, name, options, value = '', label, help } = props;
  const chosen = state.values[name] ?? value;
  const error = errorOf(props);
  return (
    <fieldset class="choices" id={idOf(props)} tabindex={-1}>
      <legend>{label}</legend>
      {help && <p class="help">{help}</p>}
      {error && <p class="error">{error}</p>}
      {options.map((option, index) => (
        <div class="choice" key={option.value}>
          <input
            type="radio"
            id={`${idOf(props)}-${index}`}
            name={name}
            value={option.value}
            checked={option.value === chosen}
            aria-describedby={option.help ? `${idOf(props)}-${index}-help` : undefined}
          />
          <label for={`${idOf(props)}-${index}`}>
            {option.mark && <span aria-hidden="true">{option.mark} </span>}
            {option.label}
          </label>
          {option.help && <p id={`${idOf(props)}-${index}-help`}>{option.help}</p>}
          {option.more && <div class="more">{option.more}</div>}
        </div>
      ))}
    </fieldset>
  );
}

export function TickField(props: FieldProps) {
  const { state, name, label, value } = props;
  const ticked = state.submitted ? state.values[name] !== undefined : value === 'yes';
  const error = errorOf(props);
  return (
    <div class={error ? 'field tick wrong' : 'field tick'}>
      <input type="checkbox" id={idOf(props)} name={name} value="yes" checked={ticked} {...described(props)} />
      <label for={idOf(props)}>{label}</label>
      <Hints {...props} />
    </div>
  );
}

function Labelled({ children, wide = false, ...props }: FieldProps & { children: ComponentChildren; wide?: boolean }) {
  const { label, required = true, context } = props;
  const classes = ['field', wide && 'wide', errorOf(props) && 'wrong'].filter(Boolean).join(' ');
  return (
    <div class={classes}>
      <label for={idOf(props)}>
        {label}
        {!required && <span class="optional"> {context.i18n.t('form.optional')}</span>}
      </label>
      <Hints {...props} />
      {children}
    </div>
  );
}

function Hints(props: FieldProps) {
  const error = errorOf(props);
  return (
    <>
      {props.help && (
        <p class="help" id={`${idOf(props)}-help`}>
          {props.help}
        </p>
      )}
      {error && (
        <p class="error" id={`${idOf(props)}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

function errorOf({ state, name, context }: FieldProps): string | undefined {
  const found = state.errors.find(({ field }) => field === name);
  return found && context.i18n.t(found.code, found.params);
}

function described(props: FieldProps) {
  const error = errorOf(props);
  const ids = [props.help && `${idOf(props)}-help`, error && `${idOf(props)}-error`].filter(Boolean);
  return {
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
  };
}

interface ActProps {
  readonly context: PageContext;
  readonly action: string;
  readonly label: string;
  readonly quiet?: boolean;
  readonly state?: FormState;
  readonly describedBy?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly once?: boolean;
}

/** A form of one button. */
export function Act({ context, action, label, quiet = false, state, describedBy, fields = {}, once }: ActProps) {
  return (
    <Form context={context} action={action} class="act" state={state ?? emptyForm('act')} {...(once ? { once } : {})}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class={quiet ? 'button quiet' : 'button'} aria-describedby={describedBy}>
        {label}
      </button>
    </Form>
  );
}
