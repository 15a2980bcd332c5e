/** Which rows of a long list are to be drawn. */

export interface RowWindow {
  /** Inclusive. */
  first: number;
  /** Exclusive. */
  end: number;
}

/** The rows that show, and `overscan` more above and below. Empty for an empty list. */
export function rowWindow(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  overscan: number,
): RowWindow {
  const first = Math.floor(scrollTop / rowHeight) - overscan;
  const end = Math.ceil((scrollTop + height) / rowHeight) + overscan;
  const bounded = (row: number) => Math.min(Math.max(row, 0), count);
  return { first: bounded(first), end: bounded(end) };
}

/** Where to scroll so that a row shows whole; undefined where it does. Rows out of sight come to the middle. */
export function scrollFor(
  row: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): number | undefined {
  const top = row * rowHeight;
  const bottom = top + rowHeight;
  if (top >= scrollTop && bottom <= scrollTop + height) return undefined;
  const near = rowHeight * 3;
  if (top < scrollTop && scrollTop - top <= near) return top;
  if (bottom > scrollTop + height && bottom - scrollTop - height <= near) return bottom - height;
  return Math.max(0, top - (height - rowHeight) / 2);
}
