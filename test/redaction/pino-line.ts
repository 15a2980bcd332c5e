/** What a line of pino costs, and what looking at that line costs: as text, and as the record that is made of it. */

import type { Redactor } from '@waymark/redaction';
import pino from 'pino';
import { Random } from './random.ts';
import { atBest } from './timing.ts';

export interface PinoShare {
  /** Nanoseconds of a line, by pino alone. */
  line: number;
  /** Nanoseconds to look at the whole line as one text. */
  asText: number;
  /** Nanoseconds to look at its message and attributes, as the record of a line is looked at. */
  asRecord: number;
  bytes: number;
}

/**
 * Lines of a shop, each with other ids: nothing can be remembered of the one before but what stays the same. Pino writes
 * them as it does by default, one after the other, to a file that keeps nothing.
 */
export function pinoShare(redactor: Redactor): PinoShare {
  const random = new Random(3);
  const fields = Array.from({ length: 500 }, () => ({
    orderId: random.uuid(),
    customer: `c-${random.digits(8)}`,
    total: random.int(100, 9999) / 100,
    items: random.int(1, 9),
    route: '/orders/:id',
  }));
  const logger = pino(pino.destination({ dest: '/dev/null', sync: true }));
  const lines = linesOf(fields);
  const perLine = (work: (index: number) => void) =>
    atBest(
      () => {
        for (let index = 0; index < fields.length; index++) work(index);
      },
      60,
      1,
    ) / fields.length;
  return {
    line: perLine((index) => logger.info(fields[index]!, 'order placed')),
    asText: perLine((index) => redactor.text(lines[index]!)),
    asRecord: perLine((index) => {
      redactor.text('order placed');
      redactor.attributes(fields[index]!);
    }),
    bytes: lines.reduce((total, line) => total + line.length, 0) / lines.length,
  };
}

function linesOf(fields: readonly object[]): string[] {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  for (const one of fields) logger.info(one, 'order placed');
  return lines;
}
