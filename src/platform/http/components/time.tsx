import type { PageContext } from '../context.ts';

/** An instant in the reader's clock, with UTC for machines. */
export function Moment({ at, context, precise = false }: { at: Date; context: PageContext; precise?: boolean }) {
  const { i18n, timeZone } = context;
  return <time dateTime={at.toISOString()}>{precise ? i18n.dateTime(at, timeZone) : i18n.date(at, timeZone)}</time>;
}

/** "in 5 hours", with the full date for whoever points at it. */
export function Relative({ at, context }: { at: Date; context: PageContext }) {
  const { i18n, timeZone, now } = context;
  return (
    <time dateTime={at.toISOString()} title={i18n.dateTime(at, timeZone)}>
      {i18n.relative(at, now)}
    </time>
  );
}

interface DeadlineProps {
  readonly at: Date;
  /** The zone in which the deadline was agreed on. */
  readonly agreedZone: string;
  readonly context: PageContext;
}

/** A deadline in three clocks: how long there is left, the reader's, and the one in which it was agreed on. */
export function DeadlineBox({ at, agreedZone, context }: DeadlineProps) {
  const { i18n, now } = context;
  const passed = at <= now;
  return (
    <div class={passed ? 'deadline passed' : 'deadline'}>
      <span class="label">{i18n.t(passed ? 'deadline.closed' : 'deadline.closes')}</span>
      <strong>
        <time dateTime={at.toISOString()}>{i18n.relative(at, now)}</time>
      </strong>
      <Clocks at={at} agreedZone={agreedZone} context={context} />
    </div>
  );
}

/** An instant in the reader's clock, in that of the collective, and in UTC. */
export function Clocks({ at, agreedZone, context }: DeadlineProps) {
  const { i18n, timeZone } = context;
  const agreed = i18n.dateTime(at, agreedZone);
  return (
    <ul class="clocks" role="list">
      {timeZone !== agreedZone && <li>{i18n.t('deadline.for_you', { time: i18n.dateTime(at, timeZone) })}</li>}
      <li>{i18n.t('deadline.agreed', { time: agreed, zone: agreedZone })}</li>
      <li>{i18n.t('deadline.utc', { time: i18n.dateTime(at, 'UTC') })}</li>
    </ul>
  );
}
