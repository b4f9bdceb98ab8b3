const SEATS = 12;
/** The seat that speaks now. Any of them would do: the ring has no head. */
const TAKEN = 3;

/** The mark of the project: a ring of equal seats, none of them at the head. */
export function RingOfSeats({ label }: { label?: string }) {
  return (
    <svg
      viewBox="0 0 40 40"
      class="ring-mark"
      width="36"
      height="36"
      fill="none"
      stroke="currentColor"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {Array.from({ length: SEATS }, (_, seat) => {
        const angle = ((seat + 0.5) / SEATS) * 2 * Math.PI;
        const x = (20 + 15.5 * Math.sin(angle)).toFixed(2);
        const y = (20 - 15.5 * Math.cos(angle)).toFixed(2);
        return <circle key={seat} cx={x} cy={y} r="2.9" class={seat === TAKEN ? 'seat taken' : 'seat'} />;
      })}
    </svg>
  );
}
