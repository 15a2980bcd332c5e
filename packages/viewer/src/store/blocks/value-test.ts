/** Conditions on attributes, made ready to be held against many stored values. */

import { containsText } from '../matching/attribute-condition.ts';
import type { AttributeCondition } from '../queries.ts';
import { numbersOf, TEXT, textStart, textsOf } from './value-bytes.ts';

/** Whether the AnyValue between these places satisfies a condition. */
export type ValueTest = (bytes: Buffer, start: number, end: number) => boolean;

/** Of `!=` the test is that of `=`: what satisfies it is not wanted. */
export function valueTest({ operator, value }: AttributeCondition): ValueTest {
  switch (operator) {
    case 'exists':
      return () => true;
    case '=':
    case '!=':
      return equals(String(value));
    case 'contains':
      return contains(String(value));
    default:
      return numberTest(operator, Number(value));
  }
}

function equals(wanted: string): ValueTest {
  const wantedBytes = Buffer.from(wanted);
  // Stored bytes that are not UTF-8 read as U+FFFD: then only the decoded text tells.
  const inPlace = !wanted.includes('\ufffd') && wanted.isWellFormed();
  return (bytes, start, end) => {
    if (start < end && bytes[start] === TEXT && inPlace) {
      const from = textStart(bytes, start, end);
      return end - from === wantedBytes.length && wantedBytes.equals(bytes.subarray(from, end));
    }
    return textsOf(bytes, start, end).includes(wanted);
  };
}

function contains(part: string): ValueTest {
  return (bytes, start, end) => textsOf(bytes, start, end).some((text) => containsText(text, part));
}

function numberTest(operator: '<' | '<=' | '>' | '>=', wanted: number): ValueTest {
  const holds = {
    '<': (number: number) => number < wanted,
    '<=': (number: number) => number <= wanted,
    '>': (number: number) => number > wanted,
    '>=': (number: number) => number >= wanted,
  }[operator];
  return (bytes, start, end) => numbersOf(bytes, start, end).some(holds);
}
