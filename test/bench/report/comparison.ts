/**
 * A table of figures by contender: what bare has, what each other adds to it, and which part that of ours is of what
 * upstream and dd-trace add.
 */

import { added, median, shareAdded } from '../figures/statistics.ts';
import { addition, share, signed, table } from './table.ts';

/** A row: a value a round of every contender. */
export interface Row {
  title: string;
  digits: number;
  values: ReadonlyMap<string, readonly number[]>;
  /**
   * `paired`: medians of the differences within a round, with their intervals or ranges. `minima`: differences of the least of all
   * rounds. `plain`: medians, not compared.
   */
  by: 'paired' | 'minima' | 'plain';
  /** Whether a share of what others add says something. */
  hasShare: boolean;
}

/** Of whose additions ours are given as shares. */
const OTHERS = ['upstream', 'dd-trace'];

export function comparison(rows: readonly Row[]): string {
  const names = [...rows[0]!.values.keys()];
  const shares = names
    .filter((name) => name.startsWith('waymark'))
    .flatMap((ours) =>
      OTHERS.filter((other) => names.includes(other)).map((other) => [ours, other] as const),
    );
  const head = [
    '',
    ...names.map((name) => (name === 'bare' ? name : `${name} adds`)),
    ...shares.map(([ours, other]) => (ours === 'waymark' ? `of ${other}` : `${ours}, of ${other}`)),
  ];
  return table(
    head,
    rows.map((row) => [
      row.title,
      ...names.map((name) => cell(row, name)),
      ...shares.map(([ours, other]) => shareOf(row, ours, other)),
    ]),
  );
}

function cell({ values, by, digits }: Row, name: string): string {
  const [own, bare] = [values.get(name)!, values.get('bare')!];
  if (own.length === 0) return '-';
  if (by === 'plain') return median(own).toFixed(digits);
  if (by === 'minima') {
    const least = Math.min(...own);
    return name === 'bare' ? least.toFixed(digits) : signed(least - Math.min(...bare), digits);
  }
  return name === 'bare' ? median(own).toFixed(digits) : addition(added(own, bare), digits);
}

/** What `ours` adds as a share of what `other` adds; `-` where that says nothing. */
export function shareOf(row: Row, ours: string, other: string): string {
  const { values, by, hasShare } = row;
  const [own, reference, bare] = [values.get(ours), values.get(other), values.get('bare')];
  if (!hasShare || !own?.length || !reference?.length || !bare) return '-';
  if (by === 'minima') {
    const least = Math.min(...bare);
    return ((Math.min(...own) - least) / (Math.min(...reference) - least)).toFixed(3);
  }
  return share(shareAdded(own, reference, bare));
}
