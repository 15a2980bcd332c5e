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

/** `+1.2 [0.9, 1.4]` */
export function addition({ value, low, high }: Estimate, digits: number): string {
  return `${signed(value, digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

/** `0.123 [0.110, 0.140]` */
export function share({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

export function signed(value: number, digits: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}
