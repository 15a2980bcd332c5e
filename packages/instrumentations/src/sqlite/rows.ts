/** The rows of `iterate`, whose query runs while they are taken. */

import type { Span } from '@opentelemetry/api';
import { fail } from './queries.ts';

interface Rows {
  next(this: Rows, ...args: unknown[]): { done?: boolean };
  return?(this: Rows, ...args: unknown[]): unknown;
}

/**
 * The same iterator. The span ends with the last row, with `return` (which leaving a loop calls), or when a row fails; one
 * of rows that are left lying never does.
 */
export function watchRows(rows: unknown, span: Span): unknown {
  const iterator = rows as Rows;
  const { next, return: leave } = iterator;
  replace(iterator, 'next', function (this: Rows, ...args) {
    try {
      const row = next.apply(this, args);
      if (row.done === true) span.end();
      return row;
    } catch (error) {
      fail(span, error);
      span.end();
      throw error;
    }
  });
  if (leave !== undefined) {
    replace(iterator, 'return', function (this: Rows, ...args) {
      span.end();
      return leave.apply(this, args);
    });
  }
  return iterator;
}

/** As visible as it was. */
function replace<K extends 'next' | 'return'>(rows: Rows, name: K, value: NonNullable<Rows[K]>): void {
  const own = Object.getOwnPropertyDescriptor(rows, name);
  Object.defineProperty(rows, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: own?.enumerable ?? false,
  });
}
