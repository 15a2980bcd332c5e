/** What rows of a virtual list are made of. A table's own elements cannot stand where only some rows are there. */

import type { ComponentChildren } from 'preact';

interface CellProps {
  class?: string;
  title?: string;
  /** Of a head, where its column decides the order of the rows. */
  'aria-sort'?: 'ascending' | 'descending';
  /** The accessible name, where the content does not say it. */
  label?: string;
  children?: ComponentChildren;
}

export function Cell({ label, ...props }: CellProps) {
  // biome-ignore lint/a11y: a cell of a virtual grid; the list has the focus
  return <div role="gridcell" aria-label={label} {...props} />;
}

export function HeadCell(props: CellProps) {
  // biome-ignore lint/a11y: as above
  return <div role="columnheader" {...props} />;
}
