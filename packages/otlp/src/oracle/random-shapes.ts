/** Messages with any value in any field, out of a seed: also those that no SDK would write. */

import type { Field, MessageType } from '../json/message-type.ts';
import * as scalars from '../json/scalars.ts';
import type { RandomRecords } from './random-records.ts';

type Make = (random: RandomRecords) => unknown;

const pick =
  (...values: unknown[]): Make =>
  (random) =>
    values[random.number(values.length)];

const hex = (digits: number): Make => {
  const digit = (random: RandomRecords) => (1 + random.number(15)).toString(16);
  return (random) =>
    random.number(4) === 0 ? '' : Array.from({ length: digits }, () => digit(random)).join('');
};

const INT64 = [
  '0',
  '1',
  '-1',
  '127',
  '128',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
];
const UINT64 = ['0', '1', '4294967296', '1700000000123456789', '18446744073709551615'];

const MAKERS = new Map<unknown, Make>([
  [
    scalars.STRING,
    pick('', 'a', 'é€😀', '\u0000', '__proto__', 'x'.repeat(127), 'x'.repeat(128), 'y'.repeat(20_000)),
  ],
  [scalars.BOOL, pick(true, false)],
  [scalars.BYTES, pick('', 'AA==', '+/8=')],
  [scalars.TRACE_ID, hex(32)],
  [scalars.SPAN_ID, hex(16)],
  [scalars.DOUBLE, pick(0, 0.1, -1e300, 5e-324, 3, 'NaN', 'Infinity', '-Infinity')],
  [scalars.UINT32_VARINT, pick(0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1)],
  [scalars.FIXED32, pick(0, 1, 0x301, 2 ** 31, 2 ** 32 - 1)],
  [scalars.SINT32, pick(0, 1, -1, 63, -64, 2 ** 31 - 1, -(2 ** 31))],
  [scalars.ENUM, pick(0, 1, 2, 5, 200, -1, 2 ** 31 - 1, -(2 ** 31))],
  [scalars.INT64_VARINT, pick(...INT64)],
  [scalars.UINT64_VARINT, pick(...UINT64)],
  [scalars.FIXED64, pick(...UINT64)],
  [scalars.SFIXED64, pick(...INT64)],
]);

/** @param depth of messages that may still nest */
export function randomShape<T extends object>(type: MessageType<T>, random: RandomRecords, depth = 14): T {
  const message = type.make() as Record<string, unknown>;
  const chosen = type.oneofs[random.number(type.oneofs.length + 1)];
  for (const field of type.fields) {
    if (field.oneof ? field.name !== chosen : random.number(3) === 0) continue;
    if (field.repeated)
      message[field.name] = Array.from({ length: random.number(4) }, () => anyIn(field, random, depth));
    else message[field.name] = anyIn(field, random, depth);
  }
  return message as T;
}

function anyIn(field: Field, random: RandomRecords, depth: number): unknown {
  if (field.scalar !== undefined) return MAKERS.get(field.scalar)!(random);
  const type = field.message();
  return depth === 0 ? type.make() : randomShape(type, random, depth - 1);
}
