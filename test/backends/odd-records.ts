/** Log records with what stores refuse a whole document for. */

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Longer than a term of Lucene's, which is the most that a server finds. */
export const LONG = '日本'.repeat(6_000);

/** @param make a record with that body and those attributes */
export function oddRecords(
  make: (body: string, attributes?: Record<string, unknown>) => ReadableLogRecord,
): ReadableLogRecord[] {
  return [
    make('long', { sql: LONG, list: ['a', LONG], 'http.request.id': LONG }),
    make('many texts', { map: manyOf('text') }),
    make('names', {
      '': 'x',
      'a\0b': 'x',
      '\ud800': 'x',
      ['__proto__']: 'x',
      '.': 'x',
      ['k'.repeat(40_000)]: 'x',
    }),
    make('of ECS', {
      '@timestamp': 'no',
      http: 1,
      error: 'x',
      trace: { id: 1 },
      log: 5,
      labels: [1],
      host: true,
    }),
    make('half a pair \ud800', { '\udc00': '\ud800', deep: { list: [1, '\ud800'] } }),
    make('numbers', { huge: 1e300, tiny: 5e-324, none: Number.NaN, big: 5n, list: [1, Number.NaN] }),
    make('dates', { at: new Date(0) }),
    make('no date', { at: 'not a date' }),
    ...[9e12, 10_413_792_000, -5, Number.NaN].map((second) => ({
      ...make('another time'),
      hrTime: [second, 0] as [number, number],
    })),
    { ...make('odd nanoseconds'), hrTime: [1_700_000_000, 1e9 + 0.5] },
  ];
}

function manyOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, value]));
}
