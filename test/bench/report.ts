/** One figure, beside what it is to be held against. */
export interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  /** Of the same run. */
  readonly reference: string;
  /** Left out where there is nothing to reach. */
  readonly target?: string;
  readonly reached?: boolean;
  /** What the row was made of, for whoever compares runs. */
  readonly numbers?: Readonly<Record<string, number>>;
}

export const round = (value: number): number => Number(value.toPrecision(3));

/** Rows as they come, on screen and kept. */
export function createReport() {
  const rows: Row[] = [];
  return {
    rows,
    add(row: Row): void {
      rows.push(row);
      const { what, figure, unit, reference, target, reached } = row;
      const verdict = target === undefined ? '' : `; target ${target}: ${reached ? 'met' : 'NOT MET'}`;
      const mark = target === undefined ? '·' : reached ? '✓' : '✕';
      console.log(`${mark} ${what}: ${round(figure)} ${unit}  (${reference}${verdict})`);
    },
    say: (text: string): void => console.log(text),
    /** How many targets were met, and which were not. */
    sum(): void {
      const aimed = rows.filter(({ target }) => target !== undefined);
      const missed = aimed.filter(({ reached }) => !reached);
      console.log(`\n${aimed.length - missed.length} of ${aimed.length} targets met.`);
      for (const { what, figure, unit, target } of missed) {
        console.log(`  NOT MET  ${what}: ${round(figure)} ${unit}, target ${target}`);
      }
    },
  };
}

export type Report = ReturnType<typeof createReport>;
