import { ENDONYMS, LOCALES } from '../../i18n.ts';
import type { PageContext } from '../context.ts';
import type { FormState } from '../page.ts';
import { type Option, SelectField, TextField } from './form.tsx';

interface Props {
  readonly context: PageContext;
  readonly state: FormState;
  readonly value?: string;
}

/** Every zone this runtime knows, with UTC first. */
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}));

export function TimeZoneField({ context, state, value = 'UTC' }: Props) {
  const { t } = context.i18n;
  return (
    <SelectField
      context={context}
      state={state}
      name="timeZone"
      label={t('field.time_zone')}
      help={t('field.time_zone.help')}
      value={value}
      options={ZONES}
    />
  );
}

export function LocaleField({ context, state, value, label }: Props & { readonly label?: string }) {
  return (
    <SelectField
      context={context}
      state={state}
      name="locale"
      label={label ?? context.i18n.t('field.locale')}
      value={value ?? context.i18n.locale}
      options={LOCALES.map((locale) => ({ value: locale, label: ENDONYMS[locale], lang: locale }))}
    />
  );
}

/** Languages that a text can be in, named in themselves. */
export function languageOptions({ i18n }: PageContext, tags: readonly string[]): Option[] {
  return tags.map((tag) => {
    // Only a language, script and region have a name; what a tag may say beyond that has none.
    const { baseName } = new Intl.Locale(tag);
    const own = new Intl.DisplayNames([tag, i18n.locale], { type: 'language' });
    return { value: tag, label: own.of(baseName) ?? tag, lang: tag };
  });
}

interface PassphraseProps {
  readonly context: PageContext;
  readonly state: FormState;
  readonly name?: string;
  readonly label: string;
  readonly help?: string;
  readonly existing?: boolean;
}

export function PassphraseField(props: PassphraseProps) {
  const { context, state, name = 'passphrase', label, help, existing = false } = props;
  return (
    <TextField
      context={context}
      state={state}
      name={name}
      label={label}
      {...(help ? { help } : {})}
      type="password"
      autocomplete={existing ? 'current-password' : 'new-password'}
    />
  );
}
