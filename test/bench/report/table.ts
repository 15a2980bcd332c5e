/** Markdown tables and what stands in their cells. */

import type { Estimate } from '../figures/statistics.ts';

export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** `+1.2 [0.9, 1.4]`, or `+1.2 (0.9 to 1.4)` where it is a range. */
export function addition(estimate: Estimate, digits: number): string {
  return `${signed(estimate.value, digits)} ${boundsOf(estimate, digits)}`;
}

/** `0.123 [0.110, 0.140]`, or `0.123 (0.110 to 0.140)` where it is a range. */
export function share(estimate: Estimate): string {
  return `${estimate.value.toFixed(3)} ${boundsOf(estimate, 3)}`;
}

function boundsOf({ low, high, bounds }: Estimate, digits: number): string {
  const [from, to] = [low.toFixed(digits), high.toFixed(digits)];
  return bounds === 'interval' ? `[${from}, ${to}]` : `(${from} to ${to})`;
}

export function signed(value: number, digits: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}
